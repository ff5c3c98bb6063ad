-- Takes or keeps the lease of the link. No row: another replica has it, or nothing is linked.
-- $1 text: this process
UPDATE bluetick.links l SET holder = $1::text, leased_until = now() + interval '10 seconds'
WHERE l.holder IS NOT DISTINCT FROM $1::text OR l.leased_until < now()
RETURNING l.schema
