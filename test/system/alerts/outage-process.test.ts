import { rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../../../src/adapters/local-postgres/start.ts'
import { startMailServer } from '../../support/mail-server.ts'
import { makeFolder, runService } from '../../support/run-service.ts'
import { shiftedClock } from '../../support/shifted-clock.ts'

const PROMISED_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
const TIMEOUT = { timeout: 150_000, interval: 100 }
const TIMEOUT_MS = 300_000

const PROBE = `--! severity: warning
--! fire: value > 0
--! repeat: 4h
SELECT value FROM probe`

/**
 * Real processes: the service, its PostgreSQL, a mail server. Shortened: the outage lasts until its mail is there and
 * not the five minutes that outage-alert.test.ts goes through in virtual time, and the service's clock is shifted so that
 * its first minute ends soon.
 */
test(
  'PostgreSQL stops while an alert fires: the mail comes within a minute, once, and the alert fires still afterwards',
  async () => {
    const folder = await makeFolder()
    const postgres = await startPostgres(`${folder}/postgres`)
    const mailServer = await startMailServer()
    onTestFinished(mailServer.close)
    await query(postgres.url, 'CREATE TABLE probe (value INTEGER); INSERT INTO probe VALUES (1)')
    await writeFile(`${folder}/probe.sql`, PROBE)
    const service = runService(folder, {
      DATABASE_URL: postgres.url,
      SMTP_URL: mailServer.url,
      ALERT_FROM: 'bluetick@example.org',
      ALERT_TO: 'oncall@example.org',
      ALERTS_DIR: folder,
      ...shiftedClock(0),
    })
    await service.listening()
    const arrived = (rule: string) =>
      mailServer.mails.filter(({ mail }) => mail.subject?.includes(` ${rule} `))
    const notified = (rule: string) => arrived(rule).map(({ mail }) => mail)
    await vi.waitFor(() => expect(notified('probe')).toHaveLength(1), TIMEOUT)
    const asRecorded = () => query(postgres.url, 'SELECT FROM bluetick.alert_mails WHERE sent_at IS NULL')
    await vi.waitFor(async () => expect(await asRecorded()).toEqual([]), TIMEOUT)
    const evaluated = async () =>
      (await query(postgres.url, "SELECT slot FROM bluetick.alert_rules WHERE rule = 'probe'"))[0]
    const before = await evaluated()

    const lostAtMs = Date.now()
    await postgres.stop(STOP_TIMEOUT_MS)
    await vi.waitFor(() => expect(notified('database-unreachable')).toHaveLength(1), TIMEOUT)
    const arrivedAtMs = arrived('database-unreachable')[0]?.atMs ?? Number.NaN
    expect(arrivedAtMs - lostAtMs).toBeLessThanOrEqual(PROMISED_MS)
    const [outage] = notified('database-unreachable')
    expect(outage?.subject).toContain('critical database-unreachable')
    expect(outage?.text).toContain('ECONNREFUSED')

    const again = await startPostgres(`${folder}/postgres`)
    expect(again.url).toBe(postgres.url)
    await vi.waitFor(() => expect(notified('database-unreachable')).toHaveLength(2), TIMEOUT)
    const resolved = notified('database-unreachable')[1]
    // Not "fired and resolved": somebody was notified already.
    expect(resolved?.subject).toMatch(/^Resolved: The database answers again, after .* resolved, /)
    expect(resolved?.references).toBe(outage?.messageId)
    expect(
      await query(
        again.url,
        "SELECT outcome FROM bluetick.alert_episodes WHERE rule = 'database-unreachable'",
      ),
    ).toEqual([{ outcome: 'resolved' }])
    // It is evaluated again, fires as it did, and nobody is notified twice.
    await vi.waitFor(async () => expect(await evaluated()).not.toEqual(before), TIMEOUT)
    expect(
      await query(
        again.url,
        "SELECT phase, outcome FROM bluetick.alerts JOIN bluetick.alert_episodes e ON e.id = episode WHERE alerts.rule = 'probe'",
      ),
    ).toEqual([{ phase: 'firing', outcome: null }])
    expect(notified('probe')).toHaveLength(1)
  },
  TIMEOUT_MS,
)

async function startPostgres(folder: string): Promise<LocalPostgres> {
  const server = await startLocalPostgres({ folder, settings: { fsync: 'off' }, onLog: () => undefined })
  onTestFinished(async () => {
    await server.stop(STOP_TIMEOUT_MS)
    await rm(dirname(server.dataDir), { recursive: true, force: true })
  })
  return server
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
