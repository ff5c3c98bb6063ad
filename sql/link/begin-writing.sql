-- Waits only shortly for locks of theirs, and has the trigger on their tables see that it is us. Good for the transaction.
-- $1 text: yes or no
SELECT set_config('lock_timeout', '1s', true) AS lock_timeout, set_config('bluetick.linking', $1::text, true) AS linking
