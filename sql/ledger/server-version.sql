-- The server's version as one number: 160004 is 16.4.
--! not-null: version
SELECT current_setting('server_version_num')::integer AS version
