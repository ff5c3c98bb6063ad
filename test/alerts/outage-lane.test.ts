import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOutageFile } from '../../src/adapters/outage-file/outage-file.ts'
import { writeAlertLetter } from '../../src/app/alerts/letters/alert-letter.ts'
import { createOutageLane, outagePlan } from '../../src/app/alerts/outage-lane.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import type { SendResult } from '../../src/domain/alerts/ports.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, START_MS } from './builders.ts'

const LOOK_EVERY_MS = 10_000
let bench: AlertBench
let folder: string
beforeAll(async () => {
  bench = await openAlertBench()
  await bench.pool.query('CREATE TABLE probe (value INTEGER)')
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.clear()
  folder = await mkdtemp(`${tmpdir()}/bluetick-outage-`)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A replica's lane; the test says whether the database and the mail server are there. */
function replica(dataDir = folder) {
  const state = {
    down: false,
    mailDown: false,
    sent: [] as { messageId: string; atMs: number; text: string }[],
  }
  const start = () =>
    createOutageLane({
      look: async () => (state.down ? 'The database does not answer (ECONNREFUSED).' : undefined),
      memory: createOutageFile(`${dataDir}/alerts/outage.json`),
      mailer: {
        async send({ messageId, content }): Promise<SendResult> {
          if (state.mailDown) return { kind: 'deferred', error: 'ECONNREFUSED', wholeServer: true }
          state.sent.push({ messageId, atMs: bench.nowMs, text: content.text })
          return { kind: 'sent' }
        },
        close: () => undefined,
      },
      recipients: ['oncall@example.org'],
      write: (signal) => writeAlertLetter(outagePlan(signal), () => undefined, 'example.org', signal.atMs),
      domain: 'example.org',
      store: bench.store,
      now: () => bench.nowMs,
      onProblem: () => undefined,
    })
  let lane = start()
  return {
    state,
    restart: () => {
      lane = start()
    },
    away: () => lane.away(),
    async look(times = 1) {
      for (let i = 0; i < times; i++) {
        bench.nowMs += LOOK_EVERY_MS
        await lane.look()
      }
    },
  }
}

const episodes = async () => (await bench.pool.query('SELECT rule, outcome FROM alert_episodes')).rows
const words = () => bench.sent.map(({ content }) => content.subject.replace(/^.*Z ([a-z ]+):.*$/, '$1'))

describe('the lane for a database that is away', () => {
  test('tells within a minute, once for an outage of five, and writes the episode down afterwards', async () => {
    const one = replica()
    await one.look(2)
    one.state.down = true
    await one.look(30)
    expect(one.state.sent).toHaveLength(1)
    expect((one.state.sent[0]?.atMs ?? 0) - START_MS - 2 * LOOK_EVERY_MS).toBeLessThanOrEqual(MINUTE_MS)
    expect(one.state.sent[0]?.text).toContain('ECONNREFUSED')
    expect(one.away()).toBe(true)
    one.state.down = false
    await one.look(2)
    await bench.deliver()
    expect(await episodes()).toEqual([{ rule: 'database-unreachable', outcome: 'resolved' }])
    expect(words()).toEqual(['resolved'])
    expect(bench.sent[0]?.content.references).toEqual([one.state.sent[0]?.messageId])
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

  test('tells once over restarts of the service, also where it restarts before it could tell', async () => {
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
    await bench.store.record(
      parseRule('any', '--! severity: info\n--! fire: rows\nSELECT 1'),
      START_MS,
      { health: 'ok', durationMs: 1 },
      () => ({ states: [], signals: [] }),
    )
    const replicas = [replica(`${folder}/a`), replica(`${folder}/b`)]
    for (const one of replicas) await one.look()
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

  test('the mail server is away too: told when it is back, or in one mail that says both', async () => {
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

test('an alert that fires while the database goes away fires still when it is back', async () => {
  const rule = parseRule('probe', '--! severity: critical\n--! fire: value > 0\nSELECT value FROM probe')
  await bench.pool.query('INSERT INTO probe VALUES (1)')
  await bench.tick([rule])
  const one = replica()
  one.state.down = true
  await one.look(30)
  one.state.down = false
  await one.look()
  await bench.tick([rule])
  expect((await bench.store.alerts()).map(({ phase }) => phase)).toEqual(['firing'])
  expect(words()).toEqual(['firing', 'resolved'])
  expect(bench.sent[1]?.content.subject).toContain('database-unreachable')
})
