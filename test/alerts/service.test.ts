import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadStatements } from '../../src/adapters/postgres/statements.ts'
import { signLink, verifyLink } from '../../src/app/alerts/ack-link.ts'
import { type CliContext, EXIT } from '../../src/app/cli/context.ts'
import { createProgram } from '../../src/app/cli/program.ts'
import { parseConfig } from '../../src/app/config.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

let service: TestService
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/bluetick-alerts-`)
  await writeFile(`${folder}/broken.sql`, '--! severity: warning\n--! fire: sometimes\nSELECT 1')
  await writeFile(
    `${folder}/mine.sql`,
    '--! severity: warning\n--! fire: value > 5 and lag > 3\nSELECT 1 AS value',
  )
  service = await startTestService({ ALERTS_DIR: folder })
})
afterAll(async () => {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
})

async function api(method: string, path: string, body?: object) {
  const response = await fetch(`${service.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${TEST_API_TOKEN}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as { id: string; silences: unknown[] } }
}

/** An episode that fires. */
async function episode(id: string) {
  await service.pool.query(
    `INSERT INTO alert_episodes (id, rule, severity, labels, condition_since, fired_at, summary)
     VALUES ($1, 'probe', 'critical', '{}', now(), now(), 'It is <b>bad</b>')`,
    [id],
  )
  return id
}

const acknowledgedBy = async (id: string) =>
  (await service.pool.query('SELECT acknowledged_by FROM alert_episodes WHERE id = $1', [id])).rows[0]
    .acknowledged_by

/** The command line on the service's database. */
async function cli(...args: string[]) {
  let out = ''
  let code: number = EXIT.ok
  const write = (text: string) => {
    out += text
  }
  const context: CliContext = {
    out: {
      write,
      print: async (text) => write(text),
    },
    err: { write },
    signal: new AbortController().signal,
    config: () => parseConfig({ ALERTS_DIR: folder, DATA_DIR: folder }),
    withDatabase: (work) => work({ pool: service.pool, statements: loadStatements() }),
    exitWith: (given) => {
      code = given
    },
  }
  await createProgram(context).parseAsync(['node', 'bluetick', 'alerts', ...args])
  return { out, code }
}

test('the API acknowledges, silences and ends silences, each with an author', async () => {
  const id = await episode('probe.a.1')
  expect(await api('POST', `/alerts/${id}/acknowledge`, {})).toMatchObject({ status: 400 })
  expect(await api('POST', `/alerts/${id}/acknowledge`, { author: 'Asha' })).toMatchObject({ status: 200 })
  expect(await acknowledgedBy(id)).toBe('Asha')
  expect(await api('POST', '/alerts/none/acknowledge', { author: 'Asha' })).toMatchObject({ status: 404 })
  const silence = { rule: 'probe', author: 'Asha', reason: 'known' }
  expect(await api('POST', '/alerts/silences', silence)).toMatchObject({ status: 400 })
  expect(
    await api('POST', '/alerts/silences', { ...silence, ends_at: '2020-01-01T00:00:00Z' }),
  ).toMatchObject({ status: 400 })
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const made = await api('POST', '/alerts/silences', { ...silence, ends_at: endsAt })
  expect(made.status).toBe(201)
  expect((await api('GET', '/alerts/silences')).body.silences).toMatchObject([
    { id: made.body.id, author: 'Asha' },
  ])
  expect(await api('POST', `/alerts/silences/${made.body.id}/end`, { author: 'Ben' })).toMatchObject({
    status: 200,
  })
  expect(await api('POST', `/alerts/silences/${made.body.id}/end`, { author: 'Ben' })).toMatchObject({
    status: 404,
  })
  expect((await api('GET', '/alerts')).body).toEqual({ alerts: [] })
})

test('a link in a mail asks first, and only the form acknowledges', async () => {
  const id = await episode('probe.b.1')
  await fetch(`${service.url}/alerts/acknowledge`) // makes the shared key
  const { rows } = await service.pool.query("SELECT value FROM alert_keys WHERE name = 'links'")
  const link = signLink(service.url, rows[0].value, id, Date.now())
  const page = await fetch(link)
  expect(page.status).toBe(200)
  const markup = await page.text()
  expect(markup).toContain('<form method="post">')
  expect(markup).toContain('It is &lt;b&gt;bad&lt;/b&gt;')
  expect(await acknowledgedBy(id)).toBeNull()
  const post = (body: string, to = link) =>
    fetch(to, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  expect((await post('author=')).status).toBe(400)
  expect((await post('author=Asha', link.replace(id, 'probe.a.1'))).status).toBe(403)
  expect(await acknowledgedBy(id)).toBeNull()
  expect((await post('author=Asha')).status).toBe(200)
  expect(await acknowledgedBy(id)).toBe('Asha')
})

test('a link that is old, changed or signed by another key is refused', () => {
  const query = new URL(signLink('https://x.example', 'key', 'e', 0)).searchParams
  expect(verifyLink('key', query, 1)).toBe('e')
  expect(verifyLink('other', query, 1)).toBeUndefined()
  expect(verifyLink('key', query, 8 * 86_400_000)).toBeUndefined()
  expect(verifyLink('key', new URLSearchParams(), 1)).toBeUndefined()
})

test('the metrics know every rule from the start, and runbooks are served', async () => {
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  expect(metrics).toContain('bluetick_alert_evaluations_total{rule="delivery-rate-low",result="ok"} 0')
  expect(metrics).toContain('bluetick_mails_total{result="sent"} 0')
  expect(await (await fetch(`${service.url}/runbooks/delivery-rate-low`)).text()).toMatch(
    /^# delivery-rate-low/,
  )
  expect((await fetch(`${service.url}/runbooks/..%2F..%2Fpackage`)).status).toBe(404)
})

test('alerts check names what is wrong with own rules, and passes all that ship', async () => {
  const { out, code } = await cli('check')
  expect(code).toBe(EXIT.found)
  expect(out).toContain('broken.sql is no usable rule')
  expect(out).toContain('A condition asks for "lag"')
  for (const name of ['delivery-rate-low', 'messages-stuck', 'counters-drift', 'rules-failing']) {
    expect(out).toContain(`ok  ${name}`)
  }
})

test('alerts test runs a fixture: states and mails out', async () => {
  const at = (minute: number) => `2026-11-21T08:0${minute}:00Z`
  const rows = [{ value: 80, samples: 100 }]
  const evaluations = [
    { at: at(0), rows },
    { at: at(2), rows },
    { at: at(3), error: 'time-out' },
  ]
  await writeFile(`${folder}/fixture.json`, JSON.stringify({ rule: 'delivery-rate-low', evaluations }))
  const { out } = await cli('test', `${folder}/fixture.json`)
  expect(out).toMatch(/08:00:00.000Z {2}delivery-rate-low {2}ok {2}value 80 {2}samples 100 {2}pending/)
  expect(out).toContain(
    'Subject: [Bluetick] critical delivery-rate-low 2026-11-21 08:02Z firing: Delivery rate 80%',
  )
  expect(out).toMatch(/08:03:00.000Z {2}delivery-rate-low {2}error {2}firing/)
})

test('backtest, list, ack, silence and send-test work on the command line', async () => {
  const back = await cli(
    'backtest',
    '--from',
    '2026-11-21T08:00:00Z',
    '--to',
    '2026-11-21T08:10:00Z',
    '--rule',
    'messages-stuck',
  )
  expect(back.out).toContain('messages-stuck: 10 evaluations, 0 signals, 0 errors')
  const id = await episode('probe.c.1')
  expect((await cli('ack', id, '--author', 'Asha')).out).toContain('Acknowledged by Asha.')
  expect((await cli('ack', 'none', '--author', 'Asha')).code).toBe(EXIT.found)
  const silenced = await cli(
    'silence',
    '*',
    '--for',
    '2h',
    '--author',
    'Asha',
    '--reason',
    'works',
    '--label',
    'campaign_id=c1',
  )
  expect(silenced.out).toMatch(/silence \d+ until/)
  expect((await cli('list')).out).toMatch(/silence \d+ {2}\* .* by Asha: works/)
  await expect(cli('silence', '*', '--author', 'Asha', '--reason', 'works')).rejects.toThrow('needs an end')
  const sent = await cli('send-test')
  expect(sent.out).toContain('sent to oncall@localhost')
  expect(await readFile(`${folder}/fixture.json`, 'utf8')).toBeDefined()
})
