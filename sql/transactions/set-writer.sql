-- Says who writes from here on: yes for Bluetick itself, no for somebody on whose behalf it writes, whose rows the
-- triggers are to note. Ends with the transaction.
-- $1 text: yes or no
SELECT set_config('bluetick.writer', $1::text, true)
