-- What the campaigns API adds: the sender's own reference, why a recipient failed, tallies behind the details of a
-- campaign, counters of Bluetick's own that nobody else writes, and the indexes behind pages and imports.

ALTER TABLE campaign_recipients
  -- The sender's own name for the recipient, unique within a campaign where Bluetick imported it.
  ADD COLUMN IF NOT EXISTS reference TEXT,
  -- Why it failed, as long as the status is failed.
  ADD COLUMN IF NOT EXISTS failure_code TEXT,
  -- The campaign's tallies that this row is counted in; see campaign_tallies.
  ADD COLUMN IF NOT EXISTS tally TEXT[];

-- Pages in id order, of one status in id order, of one failure code in id order; lookups of an import.
CREATE INDEX idx_campaign_recipients_page ON campaign_recipients (campaign_id, id);
CREATE INDEX idx_campaign_recipients_status ON campaign_recipients (campaign_id, status, id);
CREATE INDEX idx_campaign_recipients_failure ON campaign_recipients (campaign_id, failure_code, id)
  WHERE failure_code IS NOT NULL;
CREATE INDEX idx_campaign_recipients_phone ON campaign_recipients (campaign_id, phone_number);
CREATE INDEX idx_campaign_recipients_reference ON campaign_recipients (campaign_id, reference)
  WHERE reference IS NOT NULL;
-- The first of them serves whatever this one served.
DROP INDEX IF EXISTS idx_campaign_recipients_campaign;

-- The sums that Bluetick itself keeps. The messages_* columns show them; a sender that writes counters of its own
-- into those cannot disturb these.
ALTER TABLE marketing_campaigns
  ADD COLUMN counted_pending   INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN counted_sent      INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN counted_delivered INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN counted_read      INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN counted_failed    INTEGER NOT NULL DEFAULT 0;
UPDATE marketing_campaigns
SET counted_pending = coalesce(messages_pending, 0), counted_sent = coalesce(messages_sent, 0),
    counted_delivered = coalesce(messages_delivered, 0), counted_read = coalesce(messages_read, 0),
    counted_failed = coalesce(messages_failed, 0)
WHERE recipients_counted > 0;

-- How many recipients of a campaign are counted under each key, kept in the same transaction as the counters:
-- f<code> failed with it; c contradictory; w made from a webhook; d<bucket> and r<bucket> times to delivery and
-- from there to reading, in the bins of src/domain/time-bins.ts (src/domain/tally.ts).
CREATE TABLE campaign_tallies (
  campaign_id TEXT NOT NULL,
  key         TEXT NOT NULL,
  recipients  INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, key)
) WITH (fillfactor = 50);
ALTER TABLE campaign_tallies SET (autovacuum_vacuum_scale_factor = 0.05);
