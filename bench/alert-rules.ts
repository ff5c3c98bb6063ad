import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRuleRunner, detailNames } from '../src/adapters/postgres/alerts/rule-runner.ts'
import { createPool } from '../src/adapters/postgres/connection/pool.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { readRules } from '../src/app/alerts/rules.ts'
import { withPostgres } from './database.ts'

/** A thousand a second. */
const MESSAGES = 3_600_000
const DAYS = 30
const CAMPAIGNS = 50
/** Each of another minute: "counters-drift" counts other campaigns in each. */
const RUNS = 21
const MINUTE_MS = 60_000
const FILL_TIMEOUT_MS = 30 * 60_000

/**
 * The time of each rule at 3.6 million messages in the last hour, each to a recipient of a campaign, with thirty days of
 * sums at this rate; no webhook came for three hours, which is the dearest case of webhooks-silent. Indexes that no rule reads
 * are left out.
 */
export async function benchRules(messages = MESSAGES): Promise<void> {
  await withPostgres(async (connectionString) => {
    const pool = createPool({
      connectionString,
      size: 2,
      connectTimeoutMs: 5_000,
      statementTimeoutMs: FILL_TIMEOUT_MS,
      onError: () => undefined,
    })
    await migrate(pool)
    const client = await pool.connect()
    const fill = readFileSync(new URL('alert-rules-fill.sql', import.meta.url), 'utf8')
    await client.query(
      fill
        .replaceAll(':messages', String(messages))
        .replaceAll(':days', String(DAYS))
        .replaceAll(':campaigns', String(CAMPAIGNS)),
    )
    client.release()
    await pool.query('VACUUM ANALYZE')
    const folder = fileURLToPath(new URL('../sql/alerts/rules/', import.meta.url))
    const files = readdirSync(folder).map((file) => ({
      name: file.slice(0, -4),
      text: readFileSync(folder + file, 'utf8'),
    }))
    const runner = createRuleRunner(pool, loadStatements(AS_WRITTEN))
    process.stdout.write(
      `\n${messages} messages in the last hour, to the recipients of ${CAMPAIGNS} campaigns:\n\n| rule | fastest ms | median ms | slowest ms |\n|---|---:|---:|---:|\n`,
    )
    let sumMs = 0
    let slowestSumMs = 0
    for (const rule of readRules(files, [], detailNames()).rules) {
      const times: number[] = []
      for (let run = 0; run < RUNS; run++) {
        const startedMs = performance.now()
        const answer = await runner.ask(rule, Date.now() - run * MINUTE_MS)
        times.push(performance.now() - startedMs)
        if (answer.kind === 'error') throw new Error(`${rule.name}: ${answer.error}`)
      }
      times.sort((a, b) => a - b)
      const medianMs = times[Math.floor(RUNS / 2)] ?? 0
      const slowestMs = times.at(-1) ?? 0
      sumMs += medianMs
      slowestSumMs += slowestMs
      process.stdout.write(
        `| ${rule.name} | ${(times[0] ?? 0).toFixed(1)} | ${medianMs.toFixed(1)} | ${slowestMs.toFixed(1)} |\n`,
      )
    }
    process.stdout.write(`| all | | ${sumMs.toFixed(1)} | ${slowestSumMs.toFixed(1)} |\n`)
    await pool.end()
  })
}
