-- Has the rest of the transaction wait hardly at all for locks of others.
SET LOCAL lock_timeout = '20ms'
