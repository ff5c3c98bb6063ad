-- Notes how far the messages of truncated recipients are done.
-- $1 bigint: the last key
UPDATE bluetick.truncated_recipients SET done_key = $1::bigint
