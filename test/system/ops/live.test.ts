import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { dashboard } from '../../../scripts/dashboard.ts'
import { hasPrometheus, type Prometheus, promtool, startPrometheus } from '../../support/prometheus.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const TIMEOUT_MS = 120_000
/** What Grafana puts in for a dashboard's range and for its scrape interval. */
const WINDOW = '1m'
const OPS = new URL('../../../ops/', import.meta.url)
const RULES = ['recording', 'alerts'].map((name) =>
  readFileSync(new URL(`prometheus/rules/${name}.yml`, OPS), 'utf8'),
)
const DASHBOARD = readFileSync(new URL('grafana/dashboards/bluetick.json', OPS), 'utf8')

const panel = z.object({ targets: z.array(z.object({ expr: z.string() })).optional(), title: z.string() })
const panels = z.object({ panels: z.array(panel) }).parse(JSON.parse(DASHBOARD)).panels
const expressions = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))

test('the dashboard is what `npm run docs` makes', () => {
  expect(JSON.parse(DASHBOARD)).toEqual(dashboard())
})

describe.skipIf(!hasPrometheus('the dashboard against a running Prometheus'))('under load', () => {
  let service: TestService
  let prometheus: Prometheus
  let load: Load
  beforeAll(async () => {
    // The load holds more bad items than a stranger may send.
    service = await startTestService({ WEBHOOK_RATE_LIMIT: '1000000/minute' })
    await refuseMessage(service, 'poison')
    load = startLoad(service)
    prometheus = await startPrometheus(new URL(service.url).host)
  }, TIMEOUT_MS)
  afterAll(async () => {
    await load.stop()
    await prometheus.stop()
    await service.stop()
  })

  test('promtool finds nothing to say against /metrics', async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text()
    expect(text).toContain('process_resident_memory_bytes')
    expect(promtool(['check', 'metrics'], text)).toEqual({ ok: true, output: '' })
  })

  test('every expression of the dashboard, and every recording rule, has data', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const recorded = RULES.flatMap((text) =>
      [...text.matchAll(/- record: (\S+)/g)].map(([, name = '']) => name),
    )
    const asked = [...expressions, ...recorded.map((name) => ({ title: 'recording rule', expr: name }))]
    expect(asked.length).toBeGreaterThan(40)
    await service.tick('everyMinute')
    await expect.poll(() => withoutData(prometheus, asked), { timeout: 60_000, interval: 1_000 }).toEqual([])
  })

  test('every metric that a rule or the dashboard names is one of the service or of the rules', async () => {
    const known = new Set(await prometheus.metricNames())
    const text = [...RULES, ...expressions.map(({ expr }) => expr)].join('\n')
    const named = new Set(text.match(/\b(?:[a-z_]+:)?bluetick_[a-z0-9_]+(?::[a-z0-9_]+)?/g))
    expect([...named].filter((name) => !known.has(name))).toEqual([])
    expect(named.size).toBeGreaterThan(20)
  })
})

interface Asked {
  readonly title: string
  readonly expr: string
}

/** Those of the expressions that give nothing, or not a number, just now. */
async function withoutData(prometheus: Prometheus, asked: readonly Asked[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    asked.map(async ({ title, expr }) => {
      const now = expr.replaceAll('$__rate_interval', WINDOW).replaceAll('$__range', WINDOW)
      const samples = await prometheus.query(now)
      return samples.some(({ value }) => value[1] !== 'NaN') ? [] : [`${title}: ${expr}`]
    }),
  )
  return answers.flat()
}

interface Load {
  stop(): Promise<void>
}

/** Every kind of webhook, one after the other, until it is stopped. */
function startLoad(service: TestService): Load {
  let stopped = false
  async function post(body: object) {
    const response = await service.post(body)
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  }
  async function run() {
    for (let n = 0; !stopped; n++) {
      const timestamp = Math.floor(Date.now() / 1000) - 2
      const status = (status: string, more: object = {}) => ({ id: `m${n}`, status, timestamp, ...more })
      await post({ statuses: [status('sent'), status('delivered'), status('read'), status('read')] })
      await post({ statuses: [{ status: 'sent' }, { ...status('sent'), id: 'poison' }] })
      await post({ statuses: [{ id: `f${n}`, status: 'failed', timestamp, errors: [{ code: 131026 }] }] })
      await post({ entry: [{ changes: [{ field: 'messages', value: { messages: [{ id: 'x' }] } }] }] })
    }
  }
  const running = run()
  return {
    stop() {
      stopped = true
      return running
    },
  }
}

/** Has the database refuse a message, as a trigger of somebody else's may. */
async function refuseMessage(service: TestService, id: string): Promise<void> {
  await service.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'refused';
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON broadcasts_messages FOR EACH ROW WHEN (NEW.message_id = '${id}')
    EXECUTE FUNCTION refuse()`)
}
