import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import { MESSAGES } from './shapes/shape.ts'

// Rows that triggers of theirs write in answer to what Bluetick writes.

const { link } = linkTest()

const TABLES = `${MESSAGES}
  CREATE TABLE campaign_recipients (id BIGSERIAL PRIMARY KEY, campaign_id TEXT, phone_number TEXT, whatsapp_message_id TEXT,
    status TEXT DEFAULT 'pending', touched INT DEFAULT 0);
  INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2');
  INSERT INTO campaign_recipients (campaign_id) SELECT 'rest' FROM generate_series(1, 5000);`

test('a recipient that one inserts or deletes is taken in at once, among many others', async () => {
  const it = await link(`${TABLES}
    CREATE FUNCTION follow_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.status = 'read' AND NEW.campaign_id = 'c1' THEN
        INSERT INTO public.campaign_recipients (campaign_id, phone_number) VALUES ('followup', '919800000001');
        DELETE FROM public.campaign_recipients WHERE whatsapp_message_id = 'wamid.2';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER follow_up AFTER UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION follow_up()`)
  await post(it.service, 'wamid.1', 'read')
  // The slow search would take minutes.
  await eventually(async () =>
    expect(
      await rowsOf(
        it,
        "SELECT id, recipients_counted AS n FROM bluetick.marketing_campaigns WHERE id <> 'rest' ORDER BY id",
      ),
    ).toEqual([
      { id: 'c1', n: 1 },
      { id: 'followup', n: 1 },
    ]),
  )
})

test('one that answers each write with another keeps nobody busy', async () => {
  const it = await link(`${TABLES}
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF pg_trigger_depth() < 3 THEN UPDATE public.campaign_recipients SET touched = touched + 1, status = 'sent' WHERE id = NEW.id; END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER touch AFTER UPDATE OF status ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION touch()`)
  const touched = async (id: string): Promise<number> =>
    (await rowsOf(it, `SELECT touched FROM campaign_recipients WHERE whatsapp_message_id = '${id}'`))[0]
      ?.touched
  await post(it.service, 'wamid.1', 'read')
  await eventually(async () => expect(await touched('wamid.1')).toBeGreaterThan(0))
  const once = await touched('wamid.1')
  // What is written later comes after whatever the first one brought about.
  await post(it.service, 'wamid.2', 'delivered')
  await eventually(async () => expect(await touched('wamid.2')).toBe(once))
  expect(await touched('wamid.1')).toBe(once)
})
