import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const PHONE = '+919876543211'
let service: TestService
let folder: string
beforeAll(async () => {
  service = await startTestService()
  folder = await mkdtemp(join(tmpdir(), 'bluetick-json-'))
  const list = `phone,message_id,reference,City Name\n${PHONE},m1,r1,Pune\n919876543212,m2,r2,\n12,,r3,\n`
  await run(['campaign', 'import', '-', '--campaign', 'c', '--name', 'Diwali', '--format', 'csv'], list)
  await service.post({
    statuses: [
      { id: 'm1', status: 'read', timestamp: '1793500000' },
      {
        id: 'm2',
        status: 'failed',
        timestamp: '1793500000',
        errors: [{ code: 131026, title: 'Undeliverable' }],
      },
    ],
  })
  await service.pool.query(
    `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at)
     VALUES ('delivery-rate-low.1', 'delivery-rate-low', 'critical', '{}', now(), now())`,
  )
  await run(['suppressions', 'add', PHONE])
  await run(['alerts', 'silence', '*', '--for', '2h', '--author', 'Asha', '--reason', 'works'])
})
afterAll(async () => {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
})

function run(args: readonly string[], input = '') {
  return bluetick(args, { DATABASE_URL: service.databaseUrl, DATA_DIR: folder }, input)
}
async function api(path: string) {
  const response = await fetch(`${service.url}/api${path}`, {
    headers: { authorization: `Bearer ${TEST_API_TOKEN}` },
  })
  return response.json()
}

describe('what --json prints', () => {
  test.each([
    [['campaign', 'list'], '/campaigns'],
    [['campaigns', 'show', 'c'], '/campaigns/c'],
    [['message', 'show', 'm1'], '/messages/m1'],
    [['failure-codes'], '/failure-codes'],
    [['events'], '/events'],
    [['suppressions', 'list'], '/suppressions'],
    [['alerts', 'history'], '/alerts/history'],
    [
      ['analytics', 'messages-of-phone', '--phone', PHONE],
      `/analytics/messages-of-phone?phone=${PHONE.slice(1)}`,
    ],
  ])('by %j is what the API answers at %s', async (args, path) => {
    const { code, out } = await run([...args, '--json'])
    expect(code).toBe(0)
    const [shown, answered] = [JSON.parse(out), await api(path)]
    // These say when they were asked.
    for (const one of [shown, answered]) for (const key of ['as_of', 'age_seconds', 'window']) delete one[key]
    expect(shown).toEqual(answered)
  })

  test.each([
    [['campaign', 'edit', 'c', '--status', 'running']],
    [['campaign', 'import', '-', '--campaign', 'c', '--format', 'csv'], 'phone\n12\n'],
    [['campaign', 'create', 'd', '--name', 'Holi']],
    [['campaign', 'delete', 'd', '--yes']],
    [['verify']],
    [['verify', '--rollups']],
    [['recount', '--dry-run']],
    [['recount']],
    [['recount', '--rollups']],
    [['reconcile']],
    [['replay', '--rejected']],
    [['analytics']],
    [['alerts', 'check']],
    [['alerts', 'ack', 'delivery-rate-low.1', '--author', 'Asha']],
    [['alerts', 'unack', 'delivery-rate-low.1', '--author', 'Asha']],
    [['alerts', 'silence', '*', '--for', '1h', '--author', 'Asha', '--reason', 'works']],
    [['alerts', 'unsilence', '2', '--author', 'Asha']],
    [['suppressions', 'add', '+919876543299']],
    [['suppressions', 'remove', '+919876543299']],
    [['stuck', 'list']],
    [['stuck', 'retry', '--all']],
    [['stuck', 'drop', '--all']],
    [['stuck', 'changes']],
    [['stuck', 'changes', '--retry']],
    [['alerts', 'list']],
    [['suppressions', 'import', '-'], 'phone\n12\n'],
    [['link', 'status']],
    [['link']],
    [['migrate']],
    [['doctor']],
  ])('by %j is one value whose keys are snake_case', async (args, input = '') => {
    const { out } = await run([...args, '--json'], input)
    expect(out.endsWith('\n')).toBe(true)
    const strange = keysOf(JSON.parse(out)).filter((key) => !/^[a-z][a-z0-9_]*$/.test(key))
    expect(strange).toEqual([])
  })
})

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return [...own, ...Object.values(value).flatMap(keysOf)]
}
