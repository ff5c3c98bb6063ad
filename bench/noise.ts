import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRuleRunner, detailNames } from '../src/adapters/postgres/alerts/rule-runner.ts'
import { createPool } from '../src/adapters/postgres/connection/pool.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { readRules } from '../src/app/alerts/rules.ts'
import { withPostgres } from './database.ts'
import { cut, databaseAway, failing, type Incident, slowReplica, undelivered } from './noise/incidents.ts'
import { MIXTURES, type Mixture } from './noise/mixtures.ts'
import { runRules } from './noise/run.ts'
import { fillTables } from './noise/tables.ts'
import { simulateTraffic } from './noise/traffic.ts'
import { printTable } from './table.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS
/** A Monday. */
const START_MS = Date.UTC(2026, 9, 5)
/** Weeks that are simulated; the first and the last are evaluated: without history, and with it. */
const WEEKS = 5
const SEED = 15

/** Rules about other things than traffic. */
const OTHER_RULES = new Set(['counters-drift', 'rules-failing', 'notifications-failing', 'webhooks-lost'])

/**
 * What the shipped rules say of simulated traffic, evaluated at every slot by the engine itself: of healthy weeks, which
 * should say nothing, and of incidents, which a critical alert must report. BENCH_NOISE=healthy or =incidents runs one half.
 */
export async function benchNoise(): Promise<void> {
  await withPostgres(async (connectionString) => {
    const pool = createPool({
      connectionString,
      size: 2,
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 600_000,
      onError: () => undefined,
    })
    await migrate(pool)
    const folder = fileURLToPath(new URL('../sql/alerts/rules/', import.meta.url))
    const files = readdirSync(folder).map((file) => ({
      name: file.slice(0, -4),
      text: readFileSync(folder + file, 'utf8'),
    }))
    const rules = readRules(files, [], detailNames()).rules.filter(({ name }) => !OTHER_RULES.has(name))
    const runner = createRuleRunner(pool, loadStatements(AS_WRITTEN))
    const wanted = process.env.BENCH_NOISE ?? 'healthy incidents'
    const run = async (
      mixture: Mixture,
      weeks: readonly number[],
      incidents: readonly Incident[] = [],
      upToMs = WEEK_MS,
    ) => {
      const lastMs = START_MS + Math.max(...weeks) * WEEK_MS + upToMs
      const traffic = simulateTraffic(mixture, SEED, START_MS, lastMs, incidents)
      await fillTables(pool, traffic)
      const outcomes = []
      for (const week of weeks) {
        const fromMs = START_MS + week * WEEK_MS
        outcomes.push(await runRules(rules, runner, fromMs, fromMs + upToMs, incidents))
      }
      return { traffic, outcomes }
    }

    process.stdout.write(`Healthy weeks, ${rules.length} rules, every slot of each:\n\n`)
    const healthy: string[][] = []
    for (const mixture of MIXTURES.filter(() => wanted.includes('healthy'))) {
      const { outcomes } = await run(mixture, [0, WEEKS - 1])
      const cells = outcomes.flatMap(({ signals, firing, evaluations, errors }) => {
        const notified = signals.filter(({ kind }) => kind === 'firing' || kind === 'worse')
        const names = (severity: string) => countNames(notified.filter((one) => one.severity === severity))
        const shares = [...firing].map(
          ([name, count]) => [name, (100 * count) / (evaluations.get(name) ?? 1)] as const,
        )
        const [most] = shares.toSorted((a, b) => b[1] - a[1])
        for (const error of errors) process.stderr.write(`${error}\n`)
        return [
          names('critical'),
          names('warning'),
          most === undefined ? '–' : `${most[0]} ${most[1].toFixed(1)}%`,
        ]
      })
      healthy.push([mixture.name, ...cells])
      process.stderr.write(`${mixture.name}: ${cells.join(' | ')}\n`)
    }
    const head = ['critical', 'warnings', 'fires most']
    printTable(
      ['traffic', ...head.map((name) => `first week: ${name}`), ...head.map((name) => `fifth week: ${name}`)],
      healthy,
    )

    process.stdout.write(
      '\nIncidents in the second week, on which somebody acknowledges each alert after five minutes:\n\n',
    )
    const rows: string[][] = []
    for (const { mixture, incidents } of scenarios(START_MS + WEEK_MS)) {
      if (!wanted.includes('incidents')) continue
      const { traffic, outcomes } = await run(mixture, [1], incidents)
      const signals = outcomes.flatMap((outcome) => outcome.signals)
      for (const incident of incidents) {
        const visibleMs = incident.visibleAfterMs === 0 ? incident.fromMs : traffic.visibleMs.get(incident)
        const notified = signals.find(
          ({ kind, severity, atMs }) =>
            (severity === 'critical' || severity === incident.severity) &&
            (kind === 'firing' || kind === 'worse') &&
            atMs >= incident.fromMs &&
            atMs < incident.toMs + HOUR_MS,
        )
        const during = signals.filter(
          ({ kind, severity, atMs }) =>
            severity === 'critical' && kind === 'firing' && atMs >= incident.fromMs && atMs < incident.toMs,
        )
        const minutes =
          notified === undefined || visibleMs === undefined
            ? undefined
            : (notified.atMs - visibleMs) / MINUTE_MS
        const row = [
          incident.name,
          mixture.name,
          minutes === undefined ? 'not notified' : `${minutes.toFixed(0)} min`,
          `${incident.withinMs / MINUTE_MS} min`,
          notified === undefined ? '–' : `${notified.rule} (${notified.kind})`,
          countNames(during),
        ]
        rows.push(row)
        process.stderr.write(`${row.join(' | ')}\n`)
      }
    }
    printTable(['incident', 'traffic', 'notified after it is visible', 'wanted', 'by', 'pages'], rows)
    await pool.end()
  })
}

function scenarios(weekMs: number): readonly { mixture: Mixture; incidents: readonly Incident[] }[] {
  const at = (day: number, hour: number) => weekMs + day * DAY_MS + hour * HOUR_MS
  const mixtureOf = (part: string) => {
    const found = MIXTURES.find(({ name }) => name.includes(part))
    if (found === undefined) throw new Error(`There is no mixture "${part}".`)
    return found
  }
  return [
    {
      mixture: mixtureOf('one campaign'),
      incidents: [
        undelivered("Monday's campaign, four in ten undelivered", at(0, 5), 2, 0.4),
        undelivered("Wednesday's campaign undelivered, after Monday's", at(2, 5), 3),
        databaseAway('database away during the campaign', at(3, 5), 2),
        failing("Friday's campaign fails: template paused", at(4, 5), 3),
      ],
    },
    {
      mixture: mixtureOf('steady 60'),
      incidents: [
        undelivered('three hours undelivered', at(1, 9), 3),
        undelivered('three hours undelivered, an hour after the last', at(1, 13), 3),
        cut('subscription dead for 12 h', at(3, 8), 12, 'none'),
        cut('secret changed on one side', at(5, 8), 3, 'refused'),
        databaseAway('database away for an hour', at(2, 8), 1),
        slowReplica('one of two replicas is slow', at(6, 8), 3),
      ],
    },
    {
      mixture: mixtureOf('India'),
      incidents: [
        undelivered('four in ten undelivered', at(1, 5), 5, 0.4),
        undelivered('then all of them, while that is acknowledged', at(1, 7), 3),
        failing('all fail, at night', at(3, 18), 3),
        cut('subscription dead by day', at(4, 5), 6, 'none'),
        cut('secret changed on one side', at(5, 5), 3, 'refused'),
      ],
    },
    {
      mixture: mixtureOf('100,000'),
      incidents: [
        undelivered("Monday's campaign undelivered", at(0, 6), 3),
        failing("Wednesday's campaign fails, after Monday's", at(2, 6), 3),
        cut('subscription dead for 12 h', at(3, 6), 12, 'none'),
      ],
    },
    {
      mixture: mixtureOf('worn list'),
      incidents: [
        undelivered('three hours undelivered, right after the campaign', at(1, 8), 3),
        undelivered('three hours undelivered by night', at(3, 20), 3),
      ],
    },
  ]
}

function countNames(signals: readonly { readonly rule: string }[]): string {
  const counts = new Map<string, number>()
  for (const { rule } of signals) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || '0'
}
