import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOutageFile } from '../../src/adapters/outage-file/outage-file.ts'
import { ping } from '../../src/adapters/postgres/connection/ping.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { writeAlertMail } from '../../src/app/alerts/mails/alert-mail.ts'
import { createOutageAlert, outagePlan } from '../../src/app/alerts/outage-alert.ts'
import type { SendResult } from '../../src/domain/alerts/mail.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, ORIGIN, START_MS } from './builders.ts'

const LOOK_EVERY_MS = 10_000
let bench: AlertBench
let proxy: TcpProxy
let folder: string
beforeAll(async () => {
  bench = await openAlertBench(async (url) => {
    proxy = await startTcpProxy(url.hostname, Number(url.port))
    url.port = String(proxy.port)
  })
  await bench.pool.query('CREATE TABLE probe (value INTEGER)')
})
afterAll(async () => {
  await bench.close()
  await proxy.close()
})
beforeEach(async () => {
  await bench.clear()
  folder = await mkdtemp(`${tmpdir()}/bluetick-outage-`)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A replica's outage alert; the test says whether the database and the mail server are there. */
function replica(dataDir = folder, look?: () => Promise<string | undefined>) {
  const state = {
    down: false,
    mailDown: false,
    sent: [] as { messageId: string; atMs: number; text: string }[],
    firing: false,
    mails: [] as string[],
    secondChannel: [] as string[],
  }
  const start = () =>
    createOutageAlert({
      look: look ?? (async () => (state.down ? 'The database does not answer (ECONNREFUSED).' : undefined)),
      memory: createOutageFile(`${dataDir}/alerts/outage.json`),
      mailer: {
        async send({ messageId, content }): Promise<SendResult> {
          if (state.mailDown) return { kind: 'deferred', error: 'ECONNREFUSED', wholeServer: true }
          state.sent.push({ messageId, atMs: bench.nowMs, text: content.text })
          return { kind: 'sent' }
        },
        close: () => undefined,
      },
      secondChannel: {
        notify: async (_id, signal) => void state.secondChannel.push(signal.kind),
      },
      recipients: ['oncall@example.org'],
      write: (signal) => writeAlertMail(outagePlan(signal), () => undefined, ORIGIN, signal.atMs),
      domain: 'example.org',
      store: bench.store,
      meter: {
        mail: (result) => state.mails.push(result),
        outage: (firing) => {
          state.firing = firing
        },
      },
      now: () => bench.nowMs,
      onProblem: () => undefined,
    })
  let outageAlert = start()
  return {
    state,
    restart: () => {
      outageAlert = start()
    },
    away: () => outageAlert.away(),
    async look(times = 1) {
      for (let i = 0; i < times; i++) {
        bench.nowMs += LOOK_EVERY_MS
        await outageAlert.look()
      }
    },
  }
}

/** As if some rule had been evaluated. */
const recordSlot = (slotMs: number) =>
  bench.store.record(
    parseRule('any', '--! severity: info\n--! fire: rows\nSELECT 1'),
    slotMs,
    { health: 'ok', durationMs: 1 },
    () => ({ states: [], ended: [], signals: [] }),
  )

const episodes = async () =>
  (await bench.pool.query('SELECT rule, outcome FROM bluetick.alert_episodes')).rows
const words = () =>
  bench.sent.map(({ content }) => content.subject.replace(/^.*\[\w+ \S+ ([a-z ]+), .*$/, '$1'))

describe('the alert of a database that is away', () => {
  test('notifies within a minute, once for an outage of five, and writes the episode down afterwards', async () => {
    const one = replica()
    await one.look(2)
    one.state.down = true
    await one.look(30)
    expect(one.state.sent).toHaveLength(1)
    expect((one.state.sent[0]?.atMs ?? 0) - START_MS - 2 * LOOK_EVERY_MS).toBeLessThanOrEqual(MINUTE_MS)
    expect(one.state.sent[0]?.text).toContain('ECONNREFUSED')
    expect(one.away()).toBe(true)
    expect(one.state).toMatchObject({ firing: true, mails: ['sent'] })
    one.state.down = false
    await one.look(2)
    expect(one.state.firing).toBe(false)
    await bench.deliver()
    expect(await episodes()).toEqual([{ rule: 'database-unreachable', outcome: 'resolved' }])
    expect(words()).toEqual(['resolved'])
    expect(bench.sent[0]?.content.references).toEqual([one.state.sent[0]?.messageId])
  })

  test('notifies the second channel once where mail is away too: over a restart, and after it is written down', async () => {
    const one = replica()
    Object.assign(one.state, { down: true, mailDown: true })
    await one.look(10)
    one.restart()
    await one.look(10)
    expect(one.state.secondChannel).toEqual(['firing'])
    one.state.down = false
    await one.look(2)
    const { rows } = await bench.pool.query('SELECT signal FROM bluetick.alert_signals ORDER BY id')
    expect(rows.map(({ signal }) => [signal.kind, signal.onSecondChannel])).toEqual([
      ['firing', true],
      ['resolved', undefined],
    ])
  })

  test('a restart of the database is no outage', async () => {
    const one = replica()
    one.state.down = true
    await one.look(2)
    one.state.down = false
    await one.look(5)
    expect(one.state.sent).toEqual([])
    expect(await episodes()).toEqual([])
  })

  test('notifies once over restarts of the service, also where it restarts before it could notify', async () => {
    const one = replica()
    one.state.down = true
    for (let i = 0; i < 20; i++) {
      one.restart()
      await one.look()
    }
    expect(one.state.sent).toHaveLength(1)
    one.restart()
    one.state.down = false
    await one.look()
    expect(await episodes()).toHaveLength(1)
  })

  test('replicas with folders of their own use one Message-ID, and write one episode down', async () => {
    await recordSlot(START_MS)
    bench.nowMs = START_MS + MINUTE_MS - 2 * LOOK_EVERY_MS
    const replicas = [replica(`${folder}/a`), replica(`${folder}/b`)]
    for (const one of replicas) await one.look()
    // The next slot is recorded after one has looked and before the other looks; then the database goes away.
    await recordSlot(START_MS + MINUTE_MS)
    await replicas[1]?.look()
    for (const one of replicas) one.state.down = true
    for (let i = 0; i < 5; i++) for (const one of replicas) await one.look()
    const ids = replicas.flatMap((one) => one.state.sent.map(({ messageId }) => messageId))
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    for (const one of replicas) one.state.down = false
    for (const one of replicas) await one.look()
    await bench.deliver()
    expect(await episodes()).toHaveLength(1)
    expect(words()).toEqual(['resolved'])
  })

  test('two outages with nothing evaluated in between are two episodes, two threads', async () => {
    await recordSlot(START_MS)
    const one = replica()
    await one.look(6)
    for (let outage = 0; outage < 2; outage++) {
      one.state.down = true
      await one.look(6)
      one.state.down = false
      await one.look()
    }
    await bench.deliver()
    expect(new Set(one.state.sent.map(({ messageId }) => messageId)).size).toBe(2)
    expect(await episodes()).toHaveLength(2)
    expect(words()).toEqual(['resolved', 'resolved'])
  })

  test('a folder that cannot be read or written costs the memory, not the mail', async () => {
    await writeFile(`${folder}/alerts`, 'a file where a folder should be')
    const one = replica()
    one.state.down = true
    await one.look(6)
    expect(one.state.sent).toHaveLength(1)
  })

  test('an episode that cannot be written down yet does not keep the rest waiting', async () => {
    const one = replica()
    one.state.down = true
    await one.look(6)
    one.state.down = false
    await bench.pool.query('ALTER TABLE bluetick.alert_episodes RENAME TO elsewhere')
    await expect(one.look()).rejects.toThrow('alert_episodes')
    expect(one.away()).toBe(false)
    await bench.pool.query('ALTER TABLE elsewhere RENAME TO alert_episodes')
    await one.look()
    await bench.deliver()
    expect(await episodes()).toHaveLength(1)
    expect(words()).toEqual(['resolved'])
  })

  test('the mail server is away too: notified when it is back, or in one mail that says both', async () => {
    const one = replica()
    Object.assign(one.state, { down: true, mailDown: true })
    await one.look(10)
    one.state.mailDown = false
    await one.look(1)
    expect(one.state.sent).toHaveLength(1)
    one.state.down = false
    await one.look()
    Object.assign(one.state, { down: true, mailDown: true })
    await one.look(10)
    one.state.down = false
    await one.look()
    await bench.deliver()
    expect(words()).toEqual(['resolved', 'fired and resolved'])
  })
})

test('five minutes without the database, really refused: nothing resolves, one mail, and all is right afterwards', async () => {
  const rule = parseRule('probe', '--! severity: critical\n--! fire: value > 0\nSELECT value FROM probe')
  await bench.pool.query('INSERT INTO probe VALUES (1)')
  await bench.tick([rule])
  const statements = loadStatements(AS_WRITTEN)
  const one = replica(folder, () => ping(bench.pool, statements))
  await one.look()
  const phases = async () => (await bench.store.alerts()).map(({ phase }) => phase)
  await proxy.set('refuse')
  for (let minute = 0; minute < 5; minute++) {
    await one.look(MINUTE_MS / LOOK_EVERY_MS)
    await expect(bench.tick([rule], 0)).rejects.toThrow('ECONNREFUSED')
  }
  expect(one.state.sent).toHaveLength(1)
  await proxy.set('pass')
  await one.look()
  expect(await phases()).toEqual(['firing'])
  await bench.tick([rule])
  expect(await phases()).toEqual(['firing'])
  expect(words()).toEqual(['firing', 'resolved'])
  expect(bench.sent[1]?.content.subject).toContain('database-unreachable')
  await bench.pool.query('UPDATE probe SET value = 0')
  await bench.tick([rule])
  expect(await phases()).toEqual(['resolved'])
  expect(words()).toEqual(['firing', 'resolved', 'resolved'])
})
