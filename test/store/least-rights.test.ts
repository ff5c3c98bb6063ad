import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/adapters/postgres/schema/migrate.ts'
import { bluetick } from '../support/command-line.ts'
import { createEmptyDatabase } from '../support/postgres.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// The service, its rules and its commands as a role that reads and writes rows and may do nothing else; another one migrates.

const ROLE = `least_${Date.now()}`
let service: TestService
let url: string
beforeAll(async () => {
  service = await startTestService({}, async (way) => {
    const owner = new pg.Pool({ connectionString: way.href, max: 1 })
    await owner.query(
      `CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
    )
    await migrate(owner, { grantTo: ROLE })
    await owner.end()
    way.username = ROLE
    way.password = ROLE
    url = way.href
  })
})
afterAll(async () => {
  await service.pool.query(`DROP OWNED BY ${ROLE}`)
  await service.stop()
})

async function api(method: string, path: string, body?: string, type = 'application/json') {
  const response = await fetch(`${service.url}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TEST_API_TOKEN}`,
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, body: await response.json() }
}

describe('with the least rights', () => {
  test('reports, lists, recounts and deletions work', async () => {
    expect((await api('POST', '/campaigns', '{"id":"c","name":"Holi"}')).status).toBe(201)
    const list = 'phone,message_id\n919876543211,m1\n919876543212,m2\n'
    expect(await api('POST', '/campaigns/c/recipients', list, 'text/csv')).toMatchObject({
      body: { inserted: 2 },
    })
    const statuses = [{ id: 'm1', status: 'read', timestamp: '1793500000' }]
    expect(await (await service.post({ statuses })).json()).toEqual({ status: 'success', processed: 1 })
    expect(await api('GET', '/campaigns/c')).toMatchObject({ body: { counters: { recipients: 2, read: 1 } } })
    expect(await api('POST', '/campaigns/c/recount')).toMatchObject({ status: 200, body: { repaired: 0 } })
    expect(await api('GET', '/analytics/delivery-rate?window=all')).toMatchObject({ status: 200 })
    expect(await api('DELETE', '/campaigns/c')).toMatchObject({ status: 200, body: { recipients: 2 } })
  })

  test('every rule is evaluated, and the upkeep of each minute goes through', async () => {
    await service.tick('everyMinute')
    const { rows } = await service.pool.query<{ rule: string; health: string }>(
      'SELECT rule, health, error FROM bluetick.alert_rules',
    )
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.filter(({ health }) => health === 'error')).toEqual([])
  })

  test('commands work, and none of the two may make a table', async () => {
    const env = { DATABASE_URL: url, DATA_DIR: '/tmp' }
    for (const args of [['verify'], ['reconcile'], ['campaign', 'list'], ['alerts', 'check']]) {
      const { code, err } = await bluetick(args, env)
      expect({ args, code, err }).toEqual({ args, code: 0, err: '' })
    }
    const theirs = new pg.Pool({ connectionString: url, max: 1 })
    await expect(theirs.query('CREATE TABLE public.mine ()')).rejects.toThrow('permission denied')
    await expect(theirs.query('CREATE TABLE bluetick.mine ()')).rejects.toThrow('permission denied')
    await theirs.end()
  })
})

test('a schema that the migrating role cannot give away is named, with what its owner has to run', async () => {
  const database = await createEmptyDatabase()
  const [migrator, grantee] = [`${ROLE}_migrator`, `${ROLE}_other`]
  const owner = new pg.Pool({ connectionString: database.url, max: 1 })
  const way = new URL(database.url)
  way.username = migrator
  way.password = migrator
  const pool = new pg.Pool({ connectionString: way.href, max: 2 })
  try {
    await owner.query(`
      CREATE ROLE ${migrator} LOGIN PASSWORD '${migrator}'; CREATE ROLE ${grantee};
      GRANT CREATE ON DATABASE ${way.pathname.slice(1)} TO ${migrator};
      REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE, CREATE ON SCHEMA public TO ${migrator}`)
    await expect(migrate(pool, { grantTo: grantee })).rejects.toThrow(
      `its owner has to run: GRANT USAGE ON SCHEMA public TO ${grantee}`,
    )
    await owner.query(`GRANT USAGE ON SCHEMA public TO ${grantee}`)
    expect(await migrate(pool, { grantTo: grantee })).not.toEqual([])
  } finally {
    await pool.end()
    await owner.query(
      `DROP OWNED BY ${grantee}; DROP OWNED BY ${migrator} CASCADE; DROP ROLE ${grantee}; DROP ROLE ${migrator}`,
    )
    await owner.end()
    await database.drop()
  }
})
