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
