-- Takes a mail apart that has certainly not left, with its twins for other recipients, so that its signals can be
-- notified together with what came since. Only where none of them may have left.
-- $1 id
WITH mail AS (
  SELECT signals FROM bluetick.alert_mails WHERE id = $1::bigint AND kind = 'alert'
), related AS (
  SELECT m.id, m.signals = mail.signals AS twin, m.sent_at, m.maybe_sent, m.leased_until
  FROM bluetick.alert_mails m, mail WHERE m.kind = 'alert' AND m.signals && mail.signals
), gone AS (
  DELETE FROM bluetick.alert_mails m
  WHERE m.id IN (SELECT id FROM related)
    AND NOT EXISTS (SELECT FROM related WHERE NOT twin OR sent_at IS NOT NULL OR maybe_sent OR leased_until IS NOT NULL)
  RETURNING m.signals
)
UPDATE bluetick.alert_signals s SET composed = false WHERE s.id IN (SELECT unnest(gone.signals) FROM gone)
