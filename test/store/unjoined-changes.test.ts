import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AlertBench, openAlertBench, shippedRule } from '../alerts/alert-bench.ts'
import { bluetick } from '../support/command-line.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let bench: AlertBench
beforeAll(async () => {
  service = await startTestService()
  bench = await openAlertBench()
})
afterAll(async () => {
  await service.stop()
  await bench.close()
})

async function metric(): Promise<number> {
  await service.tick('everyTenSeconds')
  const text = await (await fetch(`${service.url}/metrics`)).text()
  return Number(/^bluetick_unjoined_changes (\d+)$/m.exec(text)?.[1])
}

test('what others wrote and cannot be joined in is listed, counted, retried, and forgotten when it is gone', async () => {
  const { pool } = service
  const run = (...args: string[]) =>
    bluetick(['stuck', 'changes', ...args], { DATABASE_URL: service.databaseUrl })
  expect((await run()).out).toBe('Everything is joined in.\n')
  await pool.query(`
    INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'C1');
    ALTER TABLE campaign_recipients ADD CONSTRAINT theirs CHECK (status <> 'delivered' OR reference = 'may');
    INSERT INTO campaign_recipients (campaign_id, reference, delivered_at)
    SELECT 'c1', 'r' || n, now() FROM generate_series(1, 3) AS n;
    INSERT INTO campaign_recipients (campaign_id, reference) VALUES ('c1', 'r4')`)
  await service.tick('everyQuarterSecond')
  expect(await metric()).toBe(3)
  const listed = await run('--json')
  const changes = JSON.parse(listed.out).changes
  expect(listed.code).toBe(1)
  expect(changes).toMatchObject(
    [1, 2, 3].map(() => ({
      kind: 'recipient',
      code: '23514',
      message: expect.stringMatching(/"theirs"/),
      attempts: 1,
    })),
  )
  expect((await run()).out).toMatch(/recipient +\d+ +23514/)

  await pool.query("DELETE FROM campaign_recipients WHERE reference = 'r1'")
  await service.tick('everyQuarterSecond')
  expect(await metric()).toBe(2)
  await pool.query("UPDATE campaign_recipients SET reference = 'may' WHERE reference = 'r2'")
  const retried = await run('--retry', '--json')
  expect(JSON.parse(retried.out).changes).toMatchObject([{ attempts: 2 }])

  await pool.query('ALTER TABLE campaign_recipients DROP CONSTRAINT theirs')
  expect(await run('--retry')).toMatchObject({ code: 0, out: 'Everything is joined in.\n' })
  expect(await metric()).toBe(0)
  const { rows } = await pool.query(
    'SELECT messages_delivered AS delivered, messages_pending AS pending FROM marketing_campaigns',
  )
  expect(rows).toEqual([{ delivered: 2, pending: 1 }])
})

test('the rule changes-unjoined fires when a row is refused again and again', async () => {
  const phases = async () => (await bench.store.alerts()).map(({ phase }) => phase)
  const minutes = async (n: number) => {
    for (let i = 0; i < n; i++) await bench.tick([shippedRule('changes-unjoined')])
  }
  const fail = (key: string, attempts: number) =>
    bench.pool.query(
      `INSERT INTO bluetick.unjoined_changes (kind, key, attempts, next_attempt_at, code, message)
       VALUES ('recipient', $1, $2, now(), '23514', 'a check')`,
      [key, attempts],
    )
  await fail('1', 1)
  await minutes(7)
  expect(await phases()).toEqual([])
  await fail('2', 2)
  await minutes(7)
  expect(await phases()).toEqual(['firing'])
})

test('where row level security may hide rows, the listing says that it may be incomplete', async () => {
  const { pool } = service
  const role = `hidden_from_${randomBytes(6).toString('hex')}`
  const url = new URL(service.databaseUrl)
  await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`)
  await bluetick(['migrate', '--grant-to', role], { DATABASE_URL: url.href })
  url.username = role
  url.password = role
  const run = (...args: string[]) => bluetick(['stuck', 'changes', ...args], { DATABASE_URL: url.href })
  try {
    expect(await run()).toMatchObject({ code: 0, out: 'Everything is joined in.\n' })
    await pool.query(
      "CREATE POLICY theirs ON campaign_recipients AS RESTRICTIVE USING (campaign_id <> 'secret')",
    )
    expect((await run()).out).toBe(
      'Everything is joined in.\nRow level security may hide rows of campaign_recipients from the role: those are neither joined in nor listed.\n',
    )
    expect(JSON.parse((await run('--json')).out)).toEqual({ changes: [], hiding: ['campaign_recipients'] })
  } finally {
    await pool.query(
      `DROP POLICY IF EXISTS theirs ON campaign_recipients; DROP OWNED BY ${role}; DROP ROLE ${role}`,
    )
  }
})
