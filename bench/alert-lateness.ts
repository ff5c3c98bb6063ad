import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { startMailServer } from '../test/support/mail-server.ts'
import { withPostgres } from './database.ts'
import { startServiceProcess } from './service-process.ts'
import { printTable } from './table.ts'

const INTERVAL_SECONDS = 60
/** What a mail may take on top of `for` and the interval. */
const PROMISED_SECONDS = 5
/** When in the minute the condition begins to hold: just after an evaluation, in between, just before the next. */
const MOMENTS = [1, 15, 30, 45, 58]
const FOR_MINUTES = [0, 1]
const GIVE_UP_MS = 6 * 60_000
const POLL_MS = 20

interface Probe {
  readonly name: string
  readonly moment: number
  readonly forMinutes: number
  heldAtMs: number
}

/**
 * How long after a condition begins to hold the mail is with the mail server: the service, its PostgreSQL and the mail
 * server are processes and sockets as in production; all the rules that ship are evaluated beside the probes.
 */
export async function benchLateness(): Promise<void> {
  const probes: Probe[] = FOR_MINUTES.flatMap((forMinutes) =>
    MOMENTS.map((moment) => ({ name: `probe-${forMinutes}m-${moment}s`, moment, forMinutes, heldAtMs: 0 })),
  )
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-bench-rules-'))
  for (const { name, forMinutes } of probes) {
    const rule = `--! severity: warning\n--! fire: value > 0\n--! for: ${forMinutes}m\nSELECT value FROM probe WHERE name = '${name}'`
    await writeFile(join(folder, `${name}.sql`), rule)
  }
  const mailServer = await startMailServer()
  await withPostgres(async (url) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('CREATE TABLE probe (name TEXT PRIMARY KEY, value INTEGER)')
    await client.query('INSERT INTO probe SELECT unnest($1::text[]), 0', [probes.map(({ name }) => name)])
    const service = await startServiceProcess(url, {
      SMTP_URL: mailServer.url,
      ALERT_TO: 'oncall@example.org',
      ALERTS_DIR: folder,
    })
    const evaluated = `SELECT count(*)::integer AS n FROM bluetick.alert_rules WHERE rule LIKE 'probe-%'`
    await until(async () => (await client.query(evaluated)).rows[0].n === probes.length)
    const minuteMs = Math.ceil(Date.now() / 60_000) * 60_000
    for (const moment of MOMENTS) {
      await delay(minuteMs + moment * 1000 - Date.now())
      const now = probes.filter((probe) => probe.moment === moment)
      await client.query('UPDATE probe SET value = 1 WHERE name = ANY ($1)', [now.map(({ name }) => name)])
      for (const probe of now) probe.heldAtMs = Date.now()
    }
    const mailOf = ({ name }: Probe) => mailServer.mails.find(({ mail }) => mail.text?.includes(`${name}\n`))
    await until(async () => probes.every((probe) => mailOf(probe) !== undefined))
    printTable(
      ['condition holds from', '`for`', 'mail after', 'promised within', 'to spare'],
      probes.map((probe) => {
        const seconds = ((mailOf(probe)?.atMs ?? Number.NaN) - probe.heldAtMs) / 1000
        const promised = probe.forMinutes * 60 + INTERVAL_SECONDS + PROMISED_SECONDS
        const cells = [seconds, promised, promised - seconds].map((figure) => `${figure.toFixed(1)} s`)
        return [`second ${probe.moment}`, `${probe.forMinutes} min`, ...cells]
      }),
    )
    await service.stop()
    await client.end()
  })
  await mailServer.close()
  await rm(folder, { recursive: true, force: true })
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + GIVE_UP_MS
  while (!(await condition())) {
    if (Date.now() > giveUpAtMs) throw new Error('The mails did not come.')
    await delay(POLL_MS)
  }
}
