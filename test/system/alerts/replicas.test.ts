import { writeFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startMailServer } from '../../support/mail-server.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { makeFolder, type Running, runService } from '../../support/run-service.ts'
import { shiftedClock } from '../../support/shifted-clock.ts'

const TIMEOUT = { timeout: 200_000, interval: 20 }
const TIMEOUT_MS = 300_000
const PROBE = `--! severity: warning
--! fire: value > 0
SELECT value FROM probe`

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => undefined)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const count = async (text: string) =>
  (await pool.query<{ n: number }>(`SELECT count(*)::integer AS n ${text}`)).rows[0]?.n

/**
 * Three processes, since of two of which one dies nobody is left to race with. A lock on the rule's table holds them all
 * in the middle of the same evaluation: then one is killed, and the lock goes.
 */
test(
  'replicas with clocks minutes apart, one killed in the middle of an evaluation: one episode, one mail',
  async () => {
    await pool.query('CREATE TABLE probe (value INTEGER); INSERT INTO probe VALUES (1)')
    const mailServer = await startMailServer()
    onTestFinished(mailServer.close)
    // At some hours there are reports beside them.
    const alerts = () => mailServer.mails.filter(({ mail }) => !mail.subject?.includes(' report '))
    const start = async (name: string, minutes: number): Promise<Running> => {
      const folder = await makeFolder()
      await writeFile(`${folder}/probe.sql`, PROBE)
      const url = new URL(database.url)
      url.searchParams.set('application_name', name)
      return runService(folder, {
        DATABASE_URL: url.href,
        SMTP_URL: mailServer.url,
        ALERT_TO: 'oncall@example.org',
        ALERTS_DIR: folder,
        ...shiftedClock(minutes),
      })
    }
    const holder = await pool.connect()
    await holder.query('BEGIN; LOCK TABLE probe')
    const replicas = await Promise.all([start('early', -3), start('late', 7), start('right', 0)])
    const held = () =>
      count(
        `FROM pg_stat_activity WHERE application_name IN ('early', 'late', 'right') AND wait_event_type = 'Lock'
       AND query LIKE '%FROM probe%'`,
      )
    await vi.waitFor(async () => expect(await held()).toBe(3), TIMEOUT)
    replicas[0]?.child.kill('SIGKILL')
    await replicas[0]?.ended
    await holder.query('COMMIT')
    holder.release()

    await vi.waitFor(() => expect(alerts()).toHaveLength(1), TIMEOUT)
    expect(alerts()[0]?.mail.subject).toMatch(/\[warning probe firing, /)
    // Both that are left have done with the slot: nothing is under way any more, and nothing waits to be notified.
    const underWay = () =>
      count(
        "FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()",
      )
    await vi.waitFor(async () => {
      expect(await count('FROM bluetick.alert_mails WHERE sent_at IS NULL')).toBe(0)
      expect(await underWay()).toBe(0)
    }, TIMEOUT)
    expect(await count("FROM bluetick.alert_episodes WHERE rule = 'probe'")).toBe(1)
    expect(await count("FROM bluetick.alert_mails WHERE kind = 'alert'")).toBe(1)
    expect(alerts()).toHaveLength(1)
    // The slot is the database's: neither of the clocks that are wrong is in it.
    expect(
      await count(
        "FROM bluetick.alert_rules WHERE rule = 'probe' AND slot BETWEEN now() - interval '2 minutes' AND now()",
      ),
    ).toBe(1)
  },
  TIMEOUT_MS,
)
