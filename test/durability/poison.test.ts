import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, type TestService } from '../support/service.ts'

// A row that others' triggers, policies or constraints refuse costs only itself, whatever the reason they give.

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  await service.pool.query(`
    CREATE TABLE poison (message_id text, code text);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE refusal text := (SELECT code FROM poison WHERE message_id = NEW.message_id);
    BEGIN
      IF refusal IS NOT NULL THEN RAISE EXCEPTION 'refused' USING ERRCODE = refusal; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON broadcasts_messages FOR EACH ROW EXECUTE FUNCTION refuse()`)
})
afterEach(() => service.pool.query('DELETE FROM poison; DELETE FROM bluetick.stuck_reports'))
afterAll(() => service.stop())

const status = (id: string) => ({ id, status: 'sent', timestamp: '1702207800' })
const statusesOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => status(`${prefix}-${n}`))
const poison = (id: string, code: string) =>
  service.pool.query('INSERT INTO poison VALUES ($1, $2)', [id, code])
async function storedLike(prefix: string): Promise<number> {
  const { rows } = await service.pool.query(
    'SELECT count(*)::int AS n FROM broadcasts_messages WHERE starts_with(message_id, $1)',
    [`${prefix}-`],
  )
  return rows[0]?.n
}
const ready = async () => (await fetch(`${service.url}/readyz`)).json()

// One of each class that a server knows (PostgreSQL manual, appendix A), and what looks most like an outage.
const CODES =
  '03000 08006 09000 0A000 0B000 0F000 0L000 0P000 0Z000 20000 21000 22003 23505 23503 24000 25006 26000 27000 28000 2B000 2D000 2F000 34000 38000 39000 3B000 3D000 3F000 40001 40P01 42501 42P01 44000 53100 53300 54000 55000 55P03 57014 57P01 57P03 58030 72000 F0000 HV000 P0001 XX000'.split(
    ' ',
  )

test.each(CODES)(
  'a row refused with %s costs only itself, is set apart, and no outage begins',
  async (code) => {
    await poison(`${code}-3`, code)
    expect((await service.post({ statuses: statusesOf(code, 8) })).status).toBe(200)
    const stuck = async () =>
      (await service.pool.query('SELECT code, message FROM bluetick.stuck_reports')).rows
    // On a busy machine the halving may outlast the wait for an answer: it goes on by itself.
    await expect.poll(stuck, { timeout: 10_000 }).toEqual([{ code, message: 'refused' }])
    await expect.poll(() => storedLike(code), { timeout: 10_000 }).toBe(7)
    expect(await ready()).toEqual({ status: 'ready' })
  },
)

describe('what was set apart', () => {
  test('is listed, retried once the cause is gone, and dropped to the rejects', async () => {
    await poison('again-0', '42501')
    await poison('again-1', '23514')
    await service.post({ statuses: statusesOf('again', 2) })
    const run = (...args: string[]) => bluetick(['stuck', ...args], { DATABASE_URL: service.databaseUrl })
    const listed = await run('list', '--json')
    const stuck: { id: string; code: string; attempts: number }[] = JSON.parse(listed.out).stuck
    expect(stuck.map(({ code, attempts }) => [code, attempts])).toEqual([
      ['42501', 1],
      ['23514', 1],
    ])
    expect(listed.code).toBe(1)
    await service.pool.query("DELETE FROM poison WHERE message_id = 'again-0'")
    expect(JSON.parse((await run('retry', '--all', '--json')).out)).toEqual({ joined: 1, still_refused: 1 })
    expect(await storedLike('again')).toBe(1)
    expect((await run('drop', stuck[1]?.id ?? '')).out).toContain('Dropped 1')
    const rejects = await service.pool.query(
      "SELECT raw FROM bluetick.webhook_rejects WHERE reason = 'refused-by-database'",
    )
    expect(rejects.rows).toMatchObject([{ raw: expect.stringContaining('again-1') }])
    expect((await run('list')).out).toContain('No report is set apart')
    expect((await run('retry')).code).toBe(2)
  })

  test('is there once, however often the report comes', async () => {
    await poison('twice-0', 'XX000')
    await service.post({ statuses: statusesOf('twice', 1) })
    await service.post({ statuses: statusesOf('twice', 1) })
    await service.pool.query('UPDATE bluetick.stuck_reports SET next_attempt_at = now()')
    await service.pool.query('DELETE FROM poison')
    await bluetick(['stuck', 'retry', '--all'], { DATABASE_URL: service.databaseUrl })
    expect(await storedLike('twice')).toBe(1)
  })
})

test('a whole campaign that a trigger refuses is set apart, and the others go on', async () => {
  for (let n = 0; n < 20; n++) await poison(`many-${n}`, '42501')
  await service.post({ statuses: [...statusesOf('many', 20), ...statusesOf('fine', 20)] })
  const stuck = async () =>
    (await service.pool.query('SELECT count(*)::int AS n FROM bluetick.stuck_reports')).rows[0]?.n
  // On a busy machine the halving may outlast the wait for an answer: it goes on by itself.
  await expect.poll(stuck, { timeout: 15_000 }).toBe(20)
  await expect.poll(() => storedLike('fine'), { timeout: 15_000 }).toBe(20)
  expect(await storedLike('many')).toBe(0)
})

test('a database that commits nothing is an outage, whatever it says', async () => {
  await service.pool.query(`
    CREATE FUNCTION refuse_all() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '42501'; END $$;
    CREATE TRIGGER refuse_all BEFORE INSERT OR UPDATE ON bluetick.commit_probe EXECUTE FUNCTION refuse_all();
    CREATE TRIGGER refuse_all BEFORE INSERT OR UPDATE ON bluetick.stuck_reports EXECUTE FUNCTION refuse_all()`)
  await poison('away-0', '42501')
  const answer = await service.post({ statuses: statusesOf('away', 4) })
  expect(await answer.json()).toMatchObject({ status: 'success' })
  await service.pool.query('DROP FUNCTION refuse_all CASCADE; DELETE FROM poison')
  await expect.poll(() => storedLike('away'), { timeout: 20_000 }).toBe(4)
})
