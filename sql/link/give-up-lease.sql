-- Gives the lease back, so that another replica need not wait.
-- $1 text: this process
UPDATE bluetick.links l SET leased_until = now() WHERE l.holder = $1::text
