import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { onTestFinished } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { type DatabaseClock, stopDatabaseClock } from '../support/database-clock.ts'
import { startMailServer } from '../support/mail-server.ts'
import { startTestService } from '../support/service.ts'
import { MINUTE_MS, notifiedBy } from './builders.ts'

/** A rule that fires while the test measures something. */
export const PROBE =
  '--! severity: critical\n--! fire: value > 0\n--! summary: probe {{value}}\nSELECT value FROM probe'

interface RefusingServer {
  /** What the mail server says of a recipient; takes mail where it is not set. */
  answer?: (address: string) => string | undefined
}

/** The service as it is, with rules of somebody's own, a real mail server, a dead-man's switch, and a clock that the test turns. */
export async function startAlertService(
  rules: Readonly<Record<string, string>>,
  startMs: number,
  env: Readonly<Record<string, string>> = {},
) {
  const state: RefusingServer = {}
  const mailServer = await startMailServer({
    onRcptTo({ address }, _session, callback) {
      const says = state.answer?.(address)
      if (says === undefined) return callback()
      callback(Object.assign(new Error(says.slice(4)), { responseCode: Number(says.slice(0, 3)) }))
    },
  })
  let heartbeats = 0
  const listener = createServer((_request, response) => {
    heartbeats++
    response.end()
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const folder = await mkdtemp(`${tmpdir()}/bluetick-rules-`)
  for (const [name, text] of Object.entries(rules)) await writeFile(`${folder}/${name}.sql`, text)
  let clock: DatabaseClock | undefined
  const service = await startTestService(
    {
      ALERTS_DIR: folder,
      SMTP_URL: mailServer.url,
      ALERT_TO: 'oncall@example.org',
      HEARTBEAT_URL: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
      LOG_LEVEL: 'warn',
      ...env,
    },
    async (url) => {
      clock = await stopDatabaseClock(url.href, startMs)
    },
  )
  onTestFinished(async () => {
    await clock?.close()
    await service.stop()
    await mailServer.close()
    listener.close()
    await rm(folder, { recursive: true, force: true })
  })
  if (clock === undefined) throw new Error('The service did not ask for its database.')
  const { pass, set } = clock
  await service.pool.query('CREATE TABLE public.probe (value INTEGER); INSERT INTO public.probe VALUES (0)')
  return {
    service,
    clock: { pass, set },
    state,
    heartbeats: () => heartbeats,
    measure: (value: number) => service.pool.query('UPDATE public.probe SET value = $1', [value]),
    /** One cycle, this much later: what it finds has left when it resolves. */
    async cycle(laterMs = MINUTE_MS) {
      await pass(laterMs)
      await service.tick('everyMinute')
    },
    /** Changes the file of a rule, or removes it. */
    rewrite: (name: string, text: string | undefined) =>
      text === undefined ? rm(`${folder}/${name}.sql`) : writeFile(`${folder}/${name}.sql`, text),
    /** `bluetick alerts …` on its database. */
    alerts: (...args: readonly string[]) =>
      bluetick(['alerts', ...args], {
        DATABASE_URL: service.databaseUrl,
        ALERTS_DIR: folder,
        DATA_DIR: folder,
      }),
    /** What arrived of the rules of the test, for one recipient or for all. */
    notified: (recipient?: string) =>
      notifiedBy(
        mailServer.mails
          .filter(
            ({ mail }) => recipient === undefined || mail.to?.some(({ address }) => address === recipient),
          )
          .map(({ mail }) => ({ content: { subject: mail.subject ?? '' } }))
          .filter(({ content }) => Object.keys(rules).some((name) => content.subject.includes(` ${name} `))),
      ),
  }
}
