import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { begunAgain, hotShares, joiningCost } from './hot-path.ts'
import { type LoadResult, postAll } from './load.ts'
import { startServiceProcess } from './service-process.ts'
import { median, printTable, rate, ratio } from './table.ts'
import { bareLoop, hundreds, isExact, register, singles } from './traffic.ts'

const ROUNDS = 3
const BODY_ROUNDS = 5
const SINGLE_MESSAGES = 8_000
const BODIES = 400
const STATUSES_PER_BODY = 100
const CONNECTIONS = 64
/** The figure for p99 is asked for at this many connections. */
const P99_CONNECTIONS = 32
const KINDS = 3

/** Single webhooks against a bare Express echo, bodies of 100 against a bare `pg` loop, and whether the counters are exact. */
export async function benchIngest(): Promise<void> {
  await withPostgres(async (url) => {
    const service = await startServiceProcess(url)
    const echo = await startEcho()
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    let registered = 0
    let again = Number.NaN
    try {
      const echoRuns: LoadResult[] = []
      const runs: Record<string, LoadResult[]> = { hot: [], many: [], p99: [], hundred: [] }
      const loop: number[] = []
      let exact = true
      for (let round = 0; round < ROUNDS; round++) {
        echoRuns.push(await postAll(echo.port, [...singles(`e${round}`, SINGLE_MESSAGES)], CONNECTIONS))
        for (const [name, campaigns, connections] of [
          ['hot', 1, CONNECTIONS],
          ['many', 1000, CONNECTIONS],
          ['p99', 1, P99_CONNECTIONS],
        ] as const) {
          const batch = `${name}${round}`
          await register(pool, batch, SINGLE_MESSAGES, campaigns)
          registered += SINGLE_MESSAGES
          runs[name]?.push(await postAll(service.port, [...singles(batch, SINGLE_MESSAGES)], connections))
          exact &&= await isExact(pool, batch, SINGLE_MESSAGES)
        }
      }
      const messages = Math.floor((BODIES * STATUSES_PER_BODY) / KINDS)
      for (let round = 0; round < BODY_ROUNDS; round++) {
        await register(pool, `h${round}`, messages, 1)
        registered += messages
        // One after the other, so that both meet the same machine.
        runs.hundred?.push(await postAll(service.port, [...hundreds(`h${round}`, messages)], CONNECTIONS))
        exact &&= await isExact(pool, `h${round}`, messages)
        loop.push(await bareLoop(url, `l${round}`, messages))
      }
      again = await begunAgain(service.port)
      report(echoRuns, runs, loop, exact, service.peakMemoryBytes())
    } finally {
      echo.child.kill()
      // Its connections tell the server's counters as they end.
      await service.stop()
    }
    const hot = await hotShares(pool, registered)
    await pool.end()
    const joining = await joiningCost(url)
    printTable(
      ['what', 'measured', 'to reach'],
      [
        ['batches begun again', percent(again), '< 1%'],
        ['updates of messages that touch no index (HOT)', percent(hot.messages), '≥ 90%'],
        ['updates of recipients by reports that do not', percent(hot.recipients), '≥ 90%'],
        ['the same with joins of rows that others inserted', percent(hot.recipientsWithJoins), ''],
        ["throughput with joining others' rows, nobody writes", joining.idle.toFixed(3), '> 0.97'],
        ['the same while somebody inserts 40 rows a second', joining.busy.toFixed(3), ''],
      ],
    )
  })
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

function report(
  echoRuns: LoadResult[],
  runs: Record<string, LoadResult[]>,
  loop: number[],
  exact: boolean,
  peakMemoryBytes: number,
): void {
  const perSecond = (results: LoadResult[] | undefined) =>
    median((results ?? []).map((r) => r.requests / r.seconds))
  const quantile = (results: LoadResult[] | undefined, of: 'p50Ms' | 'p99Ms') =>
    `${median((results ?? []).map((r) => r[of])).toFixed(1)} ms`
  const echo = perSecond(echoRuns)
  const hundred = perSecond(runs.hundred) * STATUSES_PER_BODY
  const ratios = (runs.hundred ?? []).map(
    (run, round) => ((run.requests / run.seconds) * STATUSES_PER_BODY) / (loop[round] ?? Number.NaN),
  )
  const row = (name: string, results: LoadResult[] | undefined, reports: number, against: number) => [
    name,
    rate(reports),
    ratio(reports, against),
    quantile(results, 'p50Ms'),
    quantile(results, 'p99Ms'),
  ]
  const refused = Object.values(runs)
    .flat()
    .reduce((sum, run) => sum + run.refused, 0)
  printTable(
    ['what', 'reports/s', 'ratio', 'p50', 'p99'],
    [
      row('bare Express 5 echo (nothing stored)', echoRuns, echo, echo),
      row('single webhooks, one hot campaign', runs.hot, perSecond(runs.hot), echo),
      row('single webhooks, 1000 campaigns', runs.many, perSecond(runs.many), echo),
      row(`single webhooks, ${P99_CONNECTIONS} connections`, runs.p99, perSecond(runs.p99), echo),
      ['bare pg loop, 100 statuses a statement', rate(median(loop)), '1.00', '', ''],
      [
        'bodies of 100, full write path',
        rate(hundred),
        median(ratios).toFixed(2),
        quantile(runs.hundred, 'p50Ms'),
        quantile(runs.hundred, 'p99Ms'),
      ],
    ],
  )
  process.stdout.write(
    `bodies of 100 against the loop, round by round: ${ratios.map((one) => one.toFixed(2)).join(', ')}\n`,
  )
  process.stdout.write(
    `counters exact: ${exact ? 'yes' : 'NO'}; refused: ${refused}; peak resident memory: ${Math.round(peakMemoryBytes / 1024 / 1024)} MB\n`,
  )
}

async function startEcho(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL('echo.ts', import.meta.url)))
  const [port] = (await once(child, 'message')) as [number]
  return { child, port }
}
