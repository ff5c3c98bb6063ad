-- What a trigger of somebody else's writes while Bluetick does is somebody else's writing, too. Not while a worker joins that in, or
-- a trigger that answers each write of Bluetick's with one of its own would keep it busy for ever.
DO $$
DECLARE
  others TEXT := $w$(current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes'
    OR (pg_trigger_depth() > 0 AND current_setting('bluetick.joining', true) IS DISTINCT FROM 'yes'))$w$;
BEGIN
  EXECUTE format($q$
    CREATE OR REPLACE TRIGGER bluetick_notice_new_recipient BEFORE INSERT ON public.campaign_recipients
      FOR EACH ROW WHEN (%1$s AND (NEW.settled OR NEW.counted IS NOT NULL OR NEW.tally IS NOT NULL OR NEW.from_webhook
                                   OR NEW.asserted IS DISTINCT FROM '{*}'))
      EXECUTE FUNCTION bluetick.notice_new_recipient();
    CREATE OR REPLACE TRIGGER bluetick_notice_recipient BEFORE UPDATE ON public.campaign_recipients
      FOR EACH ROW WHEN %1$s EXECUTE FUNCTION bluetick.notice_recipient();
    CREATE OR REPLACE TRIGGER bluetick_notice_left_recipients AFTER DELETE ON public.campaign_recipients
      REFERENCING OLD TABLE AS gone FOR EACH STATEMENT WHEN %1$s EXECUTE FUNCTION bluetick.notice_left_recipients();
    CREATE OR REPLACE TRIGGER bluetick_notice_new_message BEFORE INSERT ON public.broadcasts_messages
      FOR EACH ROW WHEN %1$s EXECUTE FUNCTION bluetick.notice_new_message();
    CREATE OR REPLACE TRIGGER bluetick_notice_message BEFORE UPDATE ON public.broadcasts_messages
      FOR EACH ROW WHEN %1$s EXECUTE FUNCTION bluetick.notice_message()$q$, others);
END
$$;

-- ── Messages that are replaced ──────────────────────────────────────────────────────────────────────────────
-- A deleted message stays in the totals, in the expired rows. One that is there again when the transaction ends was replaced: what it
-- contributed is taken back, and the worker joins the new row in its place.
ALTER TABLE bluetick.left_messages ADD COLUMN expired BOOLEAN NOT NULL DEFAULT false;

CREATE FUNCTION bluetick.notice_replaced_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.left_messages (message, expired)
  SELECT to_jsonb(OLD), true FROM public.broadcasts_messages m WHERE m.message_id = OLD.message_id;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER bluetick_notice_replaced_message AFTER DELETE ON public.broadcasts_messages
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.counted_in IS NOT NULL AND current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes')
  EXECUTE FUNCTION bluetick.notice_replaced_message();

-- The statement by which what messages contributed moves to the expired rows, or back from there: `messages` is what they are read from.
CREATE FUNCTION bluetick.expiry_statement(messages TEXT, is_back BOOLEAN) RETURNS TEXT LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT format(
    $q$SELECT bluetick.add_to_rollups(
      (SELECT json_agg(t) FROM (
         SELECT t.campaign_id, t.bucket, s.sign %3$s 0 AS expired, s.sign * t.messages AS messages, s.sign * t.sent AS sent,
                s.sign * t.delivered AS delivered, s.sign * t.read AS read, s.sign * t.failed AS failed,
                s.sign * t.contradictory AS contradictory, s.sign * t.sent_undelivered AS sent_undelivered,
                s.sign * t.deliveries AS deliveries, s.sign * t.delivery_ms AS delivery_ms,
                s.sign * t.read_delay_ms AS read_delay_ms, s.sign * t.replied AS replied,
                s.sign * t.replied_unread AS replied_unread, s.sign * t.reply_ms AS reply_ms,
                s.sign * t.replied_within_hour AS replied_within_hour,
                bluetick.signed_histogram(s.sign, t.delivery_times) AS delivery_times,
                bluetick.signed_histogram(s.sign, t.read_times) AS read_times,
                bluetick.signed_histogram(s.sign, t.reply_times) AS reply_times
         FROM (%1$s) AS t CROSS JOIN (VALUES (1), (-1)) AS s(sign)) AS t),
      (SELECT json_agg(l) FROM (
         SELECT l.campaign_id, l.bucket, s.sign %3$s 0 AS expired, l.dimension, l.label, s.sign * l.messages AS messages
         FROM (%2$s) AS l CROSS JOIN (VALUES (1), (-1)) AS s(sign)) AS l))$q$,
    bluetick.rollup_query(messages), bluetick.label_query(messages), CASE WHEN is_back THEN '<' ELSE '>' END)
$$;

-- A deleted message stays in the totals: what it contributed moves to the expired rows.
CREATE OR REPLACE FUNCTION bluetick.keep_expired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE bluetick.expiry_statement('gone', false);
  RETURN NULL;
END
$$;

-- Takes messages, as JSON, back from there.
CREATE FUNCTION bluetick.take_back_expired(messages JSONB) RETURNS VOID LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF messages IS NULL THEN RETURN; END IF;
  EXECUTE bluetick.expiry_statement('(SELECT * FROM jsonb_populate_recordset(NULL::public.broadcasts_messages, $1))', true) USING messages;
END
$$;
