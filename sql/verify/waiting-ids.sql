-- Messages whose recipients have left, and that is not joined in yet.
--! not-null: id
SELECT l.message_id AS id FROM bluetick.left_recipients l WHERE l.message_id IS NOT NULL
