import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { EXIT } from '../../src/adapters/cli/context.ts'
import { bluetick } from '../support/command-line.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { ruleOf } from './builders.ts'

const RULES: Readonly<Record<string, string>> = {
  broken: '--! severity: warning\n--! fire: sometimes\nSELECT 1',
  mine: '--! severity: warning\n--! fire: value > 5 and lag > 3\nSELECT 1 AS value',
  syntax: '--! severity: warning\n--! fire: rows\nSELEC 1',
  writes: '--! severity: warning\n--! fire: rows\nDELETE FROM broadcasts_messages RETURNING id',
  tables: '--! severity: warning\n--! fire: rows\n--! tables: worst-campaigns, nonsense\nSELECT 1 AS value',
}

let bench: AlertBench
let env: Readonly<Record<string, string>> = {}
let folder: string
beforeAll(async () => {
  bench = await openAlertBench()
  folder = await mkdtemp(`${tmpdir()}/bluetick-alerts-`)
  for (const [name, text] of Object.entries(RULES)) await writeFile(`${folder}/${name}.sql`, text)
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true, force: true })
})

/** `bluetick alerts …` on the bench's database; all that it printed. */
async function cli(...args: string[]) {
  const own = { DATABASE_URL: bench.url, ALERTS_DIR: folder, DATA_DIR: folder }
  const { out, err, code } = await bluetick(['alerts', ...args], { ...own, ...env })
  return { out: out + err, code }
}

/** An episode that fires. */
async function episode(id: string) {
  await bench.pool.query(
    `INSERT INTO alert_episodes (id, rule, severity, labels, condition_since, fired_at, summary)
     VALUES ($1, 'probe', 'critical', '{}', now(), now(), 'It is bad')`,
    [id],
  )
  return id
}

test('check names what is wrong with custom rules, and passes all that ship', async () => {
  const { out, code } = await cli('check')
  expect(code).toBe(EXIT.found)
  expect(out).toContain('broken.sql is not a usable rule')
  expect(out).toContain('A condition asks for "lag"')
  expect(out).toContain('syntax error at or near "SELEC"')
  expect(out).toContain('The rule begins with DELETE: a rule is a query')
  expect(out).toContain(
    'tables.sql: there is no nonsense to show in a mail; there are campaign-failure-codes,',
  )
  for (const name of ['delivery-rate-low', 'messages-stuck', 'counters-drift', 'rules-failing']) {
    expect(out).toContain(`ok  ${name}`)
  }
})

test('test runs a fixture: states and mails out', async () => {
  const at = (minute: number) => `2026-11-21T08:0${minute}:00Z`
  const rows = [{ value: 80, samples: 1000, failed: 150, underway: 50 }]
  const evaluations = [
    { at: at(0), rows },
    { at: at(2), rows },
    { at: at(3), error: 'time-out' },
  ]
  await writeFile(`${folder}/fixture.json`, JSON.stringify({ rule: 'delivery-rate-low', evaluations }))
  const { out } = await cli('test', `${folder}/fixture.json`)
  expect(out).toMatch(/08:00:00.000Z {2}delivery-rate-low {2}ok {2}value 80 {2}samples 1000 {2}pending/)
  expect(out).toMatch(
    /Subject: Delivery rate 80% over the last hour .* \[critical delivery-rate-low firing, 2026-11-21 08:02Z, Bluetick\]/,
  )
  expect(out).toMatch(/08:03:00.000Z {2}delivery-rate-low {2}error {2}firing/)
})

test('backtest counts evaluations, signals and errors', async () => {
  const span = ['--from', '2026-11-21T08:00:00Z', '--to', '2026-11-21T08:10:00Z']
  const { out } = await cli('backtest', ...span, '--rule', 'messages-stuck')
  expect(out).toContain('messages-stuck: 10 evaluations, 0 signals, 0 errors')
})

test('ack and silence act under a name, and list shows them', async () => {
  const id = await episode('probe.c.1')
  expect((await cli('ack', id, '--author', 'Asha')).out).toContain('Acknowledged by Asha.')
  expect((await cli('ack', 'none', '--author', 'Asha')).code).toBe(EXIT.found)
  const who = ['--author', 'Asha', '--reason', 'works']
  const silenced = await cli('silence', '*', '--for', '2h', ...who, '--label', 'campaign_id=c1')
  const number = /^silence (\d+) until/.exec(silenced.out)?.[1] ?? ''
  expect((await cli('list')).out).toMatch(/silence \d+ {2}\* {2}campaign_id=c1 {2}.* by Asha: works/)
  expect(await cli('unsilence', number, '--author', 'Asha')).toEqual({
    out: 'The silence is over.\n',
    code: EXIT.ok,
  })
  expect((await cli('unsilence', number, '--author', 'Asha')).code).toBe(EXIT.found)
})

test('list shows rules that cannot be evaluated: nothing being wrong would be no news', async () => {
  expect((await cli('list')).out).toContain('Nothing is wrong.')
  bench.nowMs = Date.now()
  await bench.evaluate([ruleOf({}, 'SELECT x AS value')])
  const { out } = await cli('list')
  expect(out).not.toContain('Nothing is wrong.')
  expect(out).toMatch(/^rule test-rule cannot be evaluated \(.*\): column "x" does not exist/m)
  expect(JSON.parse((await cli('list', '--json')).out).failing).toMatchObject([{ rule: 'test-rule' }])
})

test('send-test writes one mail for each address', async () => {
  expect((await cli('send-test')).out).toContain('sent to oncall@localhost')
  expect(await readdir(`${folder}/mail`)).toHaveLength(1)
})

test('send-test tries the second channel too', async () => {
  let status = 204
  const ids: unknown[] = []
  const server = createServer((request, response) => {
    ids.push(request.headers['webhook-id'])
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    env = {}
  })
  env = { ALERT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  expect((await cli('send-test')).out).toContain('sent to ALERT_WEBHOOK_URL')
  // What a receiver opened is closed again.
  expect(ids).toEqual([expect.stringMatching(/\.firing$/), expect.stringMatching(/\.resolved$/)])
  status = 500
  const refused = await cli('send-test')
  expect(refused.out).toContain('not sent to ALERT_WEBHOOK_URL: answered 500')
  expect(refused.code).toBe(EXIT.found)
})

describe('what cannot be used is refused with what would be right', () => {
  const who = ['--author', 'Asha', '--reason', 'works']
  test.each([
    [['silence', '*', ...who], /needs an end: --for 4h/],
    [['silence', '*', ...who, '--for', '1x'], /--for 1x is not a valid duration: write 90m/],
    [
      ['silence', '*', ...who, '--for', '1h', '--until', '2035-01-01T00:00:00Z'],
      /--for or --until, not both/,
    ],
    [['silence', '*', ...who, '--for', '900d'], /at most 31 days/],
    [['silence', '*', ...who, '--from', '2020-01-01', '--for', '1h'], /over already/],
    [
      ['silence', '*', ...who, '--until', 'tomorrow'],
      /--until tomorrow is not a valid time: write it as 2026-/,
    ],
    [
      ['silence', '*', ...who, '--for', '1h', '--label', 'x'],
      /--label x is not a valid label: write name=value/,
    ],
    [['silence', '*', '--reason', 'r', '--author', ' ', '--for', '1h'], /--author must not be empty/],
    [
      ['silence', 'delivery-rate-lo', ...who, '--for', '1h'],
      /There is no rule "delivery-rate-lo": there are/,
    ],
    [['silence', 'database-unreachable', ...who, '--for', '1h'], /cannot be silenced/],
    [['silence', '*', '--for', '1h'], /required option '--author/],
    [['ack', 'x', '--author', ''], /--author must not be empty/],
    [['test'], /missing required argument 'fixture'/],
    [['backtest', '--from', '2026-11-21T08:00'], /is not a valid time: write it as/],
    [['backtest', '--from', '2026-11-21', '--to', '2026-11-20'], /--to must be after --from/],
    [['backtest', '--from', '2026-11-21', '--rule', 'nope'], /There is no rule "nope"/],
    [['nonsense'], /unknown command 'nonsense'/],
  ])('alerts %j', async (args, why) => {
    const { out, code } = await cli(...args)
    expect(out).toMatch(why)
    expect(code).toBe(EXIT.usage)
  })

  test('a fixture that is none', async () => {
    await writeFile(`${folder}/half.json`, '{')
    expect(await cli('test', `${folder}/half.json`)).toMatchObject({ code: EXIT.usage })
    await writeFile(`${folder}/odd.json`, '{"rule": "mine", "evaluations": [{"at": "08:00"}]}')
    expect((await cli('test', `${folder}/odd.json`)).out).toContain(
      'must be a time such as 2026-11-21T08:00:00Z',
    )
  })
})
