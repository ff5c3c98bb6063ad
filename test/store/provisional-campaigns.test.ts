import { describe, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { campaignTest, heard, INSERT_OWN, OWN, PHONE } from '../support/provisional.ts'

const { commit, join, query, rows, sender, recipients, campaigns, subject } = campaignTest()

const listed = `INSERT INTO campaign_recipients (campaign_id, phone_number, reference) VALUES ('c1', '${PHONE}', 'r1')`

/** Stops what comes to it until it is opened. */
function createGate() {
  let open = () => undefined as void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let arrive = () => undefined as void
  const reached = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const stop = async () => {
    arrive()
    await opened
  }
  return { reached, stop, open: () => open() }
}

describe('a campaign that reports named first', () => {
  test.each([
    ['inserted', INSERT_OWN],
    ['INSERT_OWN, otherwise written', "INSERT INTO marketing_campaigns (id, name) VALUES ('c1', ' DIWALI ')"],
    [
      'renamed',
      "INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Holi'); UPDATE marketing_campaigns SET name = 'Diwali'",
    ],
    [
      'inserted without a name, under an id that is alike',
      "INSERT INTO marketing_campaigns (id) VALUES ('diwali')",
    ],
  ])('gives way to one of its name that is %s', async (_, sql) => {
    await commit(heard('w1'), heard('w2', 'read', '+919800000002'))
    await sender(sql)
    expect(await campaigns()).toMatchObject([{ source: null, recipients: 2, sent: 2, read: 1 }])
    expect(await recipients()).toMatchObject([{ id: 'w1' }, { id: 'w2', status: 'read' }])
    // What comes from then on, and a repeat.
    await commit(heard('w1'), heard('w3'))
    expect(await campaigns()).toMatchObject([{ source: null, recipients: 3, sent: 3 }])
  })

  test.each([
    ['in one transaction', [`${INSERT_OWN}; ${listed}`]],
    ['the list later', [INSERT_OWN, listed]],
    ['the list first', [`BEGIN; ${listed}; ${INSERT_OWN}; COMMIT`]],
  ])('has nobody twice who is listed by number alone, %s', async (_, statements) => {
    await commit(heard('w1', 'read'))
    for (const sql of statements) await sender(sql)
    expect(await recipients()).toEqual([{ campaign: 'c1', id: 'w1', reference: 'r1', status: 'read' }])
    expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 1, pending: 0, read: 1 }])
  })

  test('gives way also where a report comes between the insert and the worker', async () => {
    await commit(heard('w1'))
    await query(`${INSERT_OWN}; ${listed}`)
    await commit(heard('w1', 'read'))
    await join()
    expect(await recipients()).toEqual([{ campaign: 'c1', id: 'w1', reference: 'r1', status: 'read' }])
    expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 1, read: 1 }])
  })

  test('gives way also where the batch that made it ended after the insert', async () => {
    const inFlight = createGate()
    const store = createStateStore(subject().pool, loadStatements(AS_WRITTEN), undefined, {
      checkpoint: inFlight.stop,
    })
    const committing = commitBatch(store, [heard('w1')], 'latest')
    await inFlight.reached
    await query(INSERT_OWN)
    const joining = join()
    inFlight.open()
    await Promise.all([committing, joining])
    await join()
    expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 1, sent: 1 }])
  })

  test('moves its messages in analytics along', async () => {
    await commit(heard('w1', 'read'))
    await sender(INSERT_OWN)
    expect(
      await rows(
        "SELECT campaign_id, messages, read FROM bluetick.message_rollup WHERE messages <> 0 AND campaign_id <> ''",
      ),
    ).toEqual([{ campaign_id: 'c1', messages: 1, read: 1 }])
    expect(await rows('SELECT counted_in FROM broadcasts_messages')).toEqual([{ counted_in: 'c1' }])
  })

  test('moves recipients whose messages are gone as they are, and makes no message of them', async () => {
    await commit(heard('w1', 'read'))
    await sender('DELETE FROM broadcasts_messages')
    const before = await rows(
      'SELECT status, sent_at, delivered_at, read_at, counted, tally FROM campaign_recipients',
    )
    await sender(INSERT_OWN)
    expect(
      await rows('SELECT status, sent_at, delivered_at, read_at, counted, tally FROM campaign_recipients'),
    ).toEqual(before)
    expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 1, read: 1 }])
    expect(await rows('SELECT FROM broadcasts_messages')).toEqual([])
  })

  test('hands on what people set of it, and what was sent to its recipients', async () => {
    await commit(heard('w1'))
    await query(`
      WITH plan AS (
        INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, planned_by, planned_at, members, excluded)
        VALUES (gen_random_uuid(), 'h', 'resend', 'Diwali', 's', '{}', '{}', 'somebody', now(), 1, '{}')
        RETURNING id
      )
      INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for,
                                          not_before, state)
      SELECT gen_random_uuid(), p.id, 1, r.id::text, r.campaign_id, r.phone_number, 1, '{}', '{}', now(), now(), 'accepted'
      FROM plan p, campaign_recipients r`)
    await query("INSERT INTO bluetick.campaign_settings (campaign_id, template) VALUES ('Diwali', 'offer')")
    await sender(INSERT_OWN)
    expect(await rows('SELECT campaign_id, template FROM bluetick.campaign_settings')).toEqual([
      { campaign_id: 'c1', template: 'offer' },
    ])
    expect(await rows('SELECT campaign_id FROM bluetick.send_attempts')).toEqual([{ campaign_id: 'c1' }])
    await query('DELETE FROM bluetick.send_plans')
  })

  test('gives way by many recipients, a part at a time', async () => {
    await commit(
      ...Array.from({ length: 1_200 }, (_, n) =>
        heard(`w${n}`, 'sent', `+9198${String(n).padStart(8, '0')}`),
      ),
    )
    await sender(INSERT_OWN)
    expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 1_200, sent: 1_200 }])
  })

  test('stays with a recipient that cannot be moved, without keeping the worker busy, and goes when it can', async () => {
    await commit(heard('w1'), heard('w2'))
    await query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.whatsapp_message_id = 'w1' THEN RAISE 'not now'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE OF campaign_id ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION refuse()`)
    try {
      await sender(INSERT_OWN)
      expect(await campaigns()).toMatchObject([
        { id: 'Diwali', recipients: 1 },
        { ...OWN, recipients: 1 },
      ])
    } finally {
      await query('DROP FUNCTION refuse CASCADE')
    }
    await sender("UPDATE bluetick.unjoined_changes SET next_attempt_at = now() - interval '1 minute'")
    expect(await campaigns()).toMatchObject([{ ...OWN, recipients: 2, sent: 2 }])
  })
})

describe('a campaign that is inserted under the id that reports gave it', () => {
  test('takes its place: the insert breaks no key, and returns its row', async () => {
    await commit(heard('w1', 'read'))
    const inserts = query(
      "INSERT INTO marketing_campaigns (id, name, status) VALUES ('Diwali', 'Diwali 2026', 'done') RETURNING id, messages_read AS read",
    )
    expect((await inserts).rows).toEqual([{ id: 'Diwali', read: 1 }])
    await join()
    expect(await campaigns()).toMatchObject([
      { id: 'Diwali', name: 'Diwali 2026', source: null, recipients: 1, read: 1 },
    ])
    await commit(heard('w2'))
    expect(await campaigns()).toMatchObject([{ id: 'Diwali', recipients: 2 }])
  })

  test('takes its place while reports of it are written', async () => {
    await commit(heard('w1', 'read'))
    const somebody = await subject().pool.connect()
    await somebody.query("BEGIN; INSERT INTO marketing_campaigns (id, name) VALUES ('Diwali', 'Diwali')")
    const committing = commit(heard('w1'), heard('w2'))
    await expect
      .poll(() =>
        rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"),
      )
      .toHaveLength(1)
    await somebody.query('COMMIT')
    somebody.release()
    await committing
    await join()
    expect(await campaigns()).toMatchObject([{ id: 'Diwali', source: null, recipients: 2, sent: 2, read: 1 }])
  })

  test('keeps what nobody says of it, and is inserted once', async () => {
    await commit(heard('w1'))
    await sender("INSERT INTO marketing_campaigns (id) VALUES ('Diwali')")
    expect(await rows('SELECT name, status FROM marketing_campaigns')).toEqual([
      { name: 'Diwali', status: 'running' },
    ])
    await expect(sender("INSERT INTO marketing_campaigns (id) VALUES ('Diwali')")).rejects.toMatchObject({
      code: '23505',
    })
  })
})

test('a copy of a campaign that reports named is somebody’s own, and takes what is reported', async () => {
  await commit(heard('w1'))
  await sender(
    "INSERT INTO marketing_campaigns (id, name, status, source) SELECT 'copy', name, status, source FROM marketing_campaigns",
  )
  expect(await campaigns()).toMatchObject([{ id: 'copy', source: 'sender', recipients: 1 }])
})

describe('a campaign that reports named and that somebody made theirs', () => {
  test.each([
    ['renamed it', "UPDATE marketing_campaigns SET name = 'Diwali sale'", 'Diwali sale'],
    [
      'listed somebody in it',
      "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('Diwali', '+919800000009')",
      'Diwali',
    ],
  ])('stays, since somebody %s', async (_, sql, name) => {
    await commit(heard('w1'))
    await sender(sql)
    await sender(`INSERT INTO marketing_campaigns (id, name) VALUES ('c1', '${name}')`)
    expect(await campaigns()).toMatchObject(
      [{ id: 'Diwali', name, source: 'sender' }, { id: 'c1' }].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    expect(await recipients()).toMatchObject(
      [{ campaign: 'Diwali', id: 'w1' }].concat(
        sql.startsWith('INSERT') ? [{ campaign: 'Diwali', id: null as never }] : [],
      ),
    )
  })
})
