import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

// A sender's own service that writes under another role than Bluetick: docs/database.md.

const RUN = Date.now()
const ROLES = { policy: `sender_${RUN}`, part: `part_${RUN}`, none: `plain_${RUN}` }
let service: TestService
const pools: Record<string, pg.Pool> = {}
beforeAll(async () => {
  service = await startTestService()
  for (const role of Object.values(ROLES)) {
    await service.pool.query(`
      CREATE ROLE ${role} LOGIN PASSWORD '${role}';
      GRANT SELECT, INSERT, UPDATE, DELETE ON broadcasts_messages, campaign_recipients, marketing_campaigns TO ${role};
      GRANT USAGE ON SEQUENCE campaign_recipients_id_seq TO ${role}`)
    const url = new URL(service.databaseUrl)
    url.username = role
    url.password = role
    pools[role] = new pg.Pool({ connectionString: url.href, max: 1 })
  }
  for (const table of ['broadcasts_messages', 'campaign_recipients', 'marketing_campaigns'])
    await service.pool.query(
      `CREATE POLICY theirs ON ${table} TO ${ROLES.policy} USING (true) WITH CHECK (true)`,
    )
  await service.pool.query(`
    CREATE POLICY part ON campaign_recipients TO ${ROLES.part} USING (campaign_id = 'mine') WITH CHECK (campaign_id = 'mine');
    INSERT INTO marketing_campaigns (id, name) VALUES ('mine', 'Mine'), ('theirs', 'Theirs');
    INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('mine', 'm1'), ('theirs', 'm2')`)
  await service.tick('everyQuarterSecond')
})
afterAll(async () => {
  for (const [role, pool] of Object.entries(pools)) {
    await pool.end()
    await service.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
  }
  await service.stop()
})

const as = async (role: string, sql: string) => (await pools[role]?.query(sql))?.rows
/** What a statement of theirs comes to, once it is joined in. */
async function counters(): Promise<Record<string, number[]>> {
  await service.tick('everyQuarterSecond')
  const { rows } = await service.pool.query(
    'SELECT id, messages_pending, messages_sent, recipients_counted FROM marketing_campaigns ORDER BY id',
  )
  return Object.fromEntries(rows.map(({ id, ...row }) => [id, Object.values(row) as number[]]))
}

test('a role without a policy reads and writes nothing, whatever it was granted', async () => {
  for (const table of ['broadcasts_messages', 'campaign_recipients', 'marketing_campaigns'])
    expect(await as(ROLES.none, `SELECT * FROM ${table}`)).toEqual([])
  await as(ROLES.none, "UPDATE campaign_recipients SET status = 'failed'")
  await as(ROLES.none, 'DELETE FROM campaign_recipients')
  await expect(
    as(
      ROLES.none,
      "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES ('mine', '+919800000001')",
    ),
  ).rejects.toThrow('row-level security')
  await expect(as(ROLES.none, 'SELECT FROM bluetick.message_ids')).rejects.toThrow('permission denied')
  expect(await counters()).toEqual({ mine: [1, 0, 1], theirs: [1, 0, 1] })
})

test('a role with a policy writes, and what it writes is joined in', async () => {
  await as(
    ROLES.policy,
    `INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ('mine', 'm3', 'sent');
     UPDATE campaign_recipients SET campaign_id = 'mine' WHERE whatsapp_message_id = 'm2';
     DELETE FROM campaign_recipients WHERE whatsapp_message_id = 'm1'`,
  )
  expect(await counters()).toEqual({ mine: [1, 1, 2], theirs: [0, 0, 0] })
  expect(await as(ROLES.policy, 'SELECT status FROM broadcasts_messages')).toHaveLength(1)
  await service.post({ statuses: [{ id: 'm2', status: 'sent', timestamp: '1793500000' }] })
  expect(await counters()).toEqual({ mine: [0, 2, 2], theirs: [0, 0, 0] })
})

test('a policy on some rows binds their role, and Bluetick sees them all', async () => {
  await service.pool.query(
    "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('theirs', 'm4')",
  )
  expect(await as(ROLES.part, 'SELECT DISTINCT campaign_id FROM campaign_recipients')).toEqual([
    { campaign_id: 'mine' },
  ])
  await as(ROLES.part, 'DELETE FROM campaign_recipients')
  expect(await counters()).toEqual({ mine: [0, 0, 0], theirs: [1, 0, 1] })
})
