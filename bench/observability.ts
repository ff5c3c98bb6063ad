import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { postAll } from './load.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { median, printTable, rate, ratio } from './table.ts'
import { singles } from './traffic.ts'

const ROUNDS = 5
const MESSAGES = 10_000
const REPORTS_OF_A_MESSAGE = 3
const CONNECTIONS = 64
const SCRAPES = 100
const SAMPLED = '0.1'

interface Variant {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
}

interface Run {
  readonly perSecond: number
  /** Processor time of the service for one webhook: what the machine does beside does not move it. */
  readonly cpuMs: number
}

/** What metrics and traces cost the throughput of single webhooks, and how long a scrape takes under load and after it. */
export async function benchObservability(): Promise<void> {
  const collector = await startCollector()
  try {
    await withPostgres(async (url) => {
      const variants: readonly Variant[] = [
        { name: 'neither', env: { NODE_OPTIONS: '--import ./bench/without-metrics.js' } },
        { name: 'metrics, no traces', env: {} },
        { name: 'metrics, traces sampled at 10%', env: tracedTo(collector.url) },
      ]
      const runs = new Map<Variant, Run[]>(variants.map((variant) => [variant, []]))
      for (let round = 0; round < ROUNDS; round++) {
        // Each round begins with another one, so that a machine that changes favours none.
        for (let n = 0; n < variants.length; n++) {
          const variant = variants[(round + n) % variants.length]
          if (variant !== undefined) runs.get(variant)?.push(await run(url, variant, `o${round}${n}`))
        }
      }
      report(runs)
      await benchScrape(url)
    })
  } finally {
    await collector.close()
  }
}

function report(runs: ReadonlyMap<Variant, readonly Run[]>): void {
  const rows = [...runs].map(([{ name }, of]) => ({
    name,
    perSecond: median(of.map((r) => r.perSecond)),
    cpuMs: median(of.map((r) => r.cpuMs)),
  }))
  const bare = rows[0] ?? { perSecond: Number.NaN, cpuMs: Number.NaN }
  printTable(
    ['single webhooks', 'reports/s', 'ratio', 'CPU each', 'ratio'],
    rows.map(({ name, perSecond, cpuMs }) => [
      name,
      rate(perSecond),
      ratio(perSecond, bare.perSecond),
      `${cpuMs.toFixed(3)} ms`,
      ratio(cpuMs, bare.cpuMs),
    ]),
  )
}

async function run(server: string, variant: Variant, batch: string): Promise<Run> {
  const service = await startServiceProcess(await createDatabase(server, batch), variant.env)
  try {
    // Warm: compiled, connected, and the collector known.
    await postAll(service.port, [...singles(`${batch}w`, MESSAGES / 2)], CONNECTIONS)
    const before = service.cpuSeconds()
    const { requests, seconds, refused } = await postAll(
      service.port,
      [...singles(batch, MESSAGES)],
      CONNECTIONS,
    )
    if (refused > 0) throw new Error(`${variant.name}: ${refused} webhooks were refused.`)
    return {
      perSecond: requests / seconds,
      cpuMs: ((service.cpuSeconds() - before) * 1000) / requests,
    }
  } finally {
    await service.stop()
  }
}

/** A database of its own for each run, so that all find the same: nothing. */
async function createDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name}`)
  } finally {
    await client.end()
  }
  const url = new URL(server)
  url.pathname = name
  return url.href
}

async function benchScrape(url: string): Promise<void> {
  const service = await startServiceProcess(url)
  try {
    await scrapes(service)
    const load = postAll(service.port, [...singles('scrape', MESSAGES)], CONNECTIONS)
    const under = await scrapes(service)
    await load
    const idle = await scrapes(service)
    const text = await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text()
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
    const line = (name: string, ms: readonly number[]) => [
      name,
      `${median(ms).toFixed(1)} ms`,
      `${(ms.toSorted((a, b) => a - b)[Math.floor(ms.length * 0.99)] ?? Number.NaN).toFixed(1)} ms`,
    ]
    process.stdout.write('\n')
    printTable(['a scrape', 'p50', 'p99'], [line('idle', idle), line('under full load', under)])
    process.stdout.write(
      `${series} series, ${Math.round(text.length / 1024)} KiB; ${MESSAGES * REPORTS_OF_A_MESSAGE} webhooks.\n`,
    )
  } finally {
    await service.stop()
  }
}

async function scrapes(service: ServiceProcess): Promise<readonly number[]> {
  const taken: number[] = []
  for (let n = 0; n < SCRAPES; n++) {
    const startedMs = performance.now()
    await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text()
    taken.push(performance.now() - startedMs)
  }
  return taken
}

function tracedTo(endpoint: string) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: SAMPLED,
  }
}

/** A collector that throws everything away. */
async function startCollector() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
