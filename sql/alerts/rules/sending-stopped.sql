-- A sending number is stopped: its account was refused (no credits, no plan, a token, a restriction), several answers in a row were
-- uncertain, or many people in a row were refused for one reason. Nothing more is sent by it until one message gets through.
--! severity: critical
--! schedule: * * * * *
--! fire: rows
--! repeat: 4h
--! summary: Sending is stopped: {{sender}} was refused ({{code}})
--! runbook: docs/runbooks/sending-stopped.md
SELECT n.sender, n.open_code AS code
FROM bluetick.sending_numbers n
WHERE n.opened_at IS NOT NULL AND n.opened_at <= :now::timestamptz + interval '5 minutes'
