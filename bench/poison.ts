import { setInterval as every } from 'node:timers/promises'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { postFor, untilKept } from './outage.ts'
import { startServiceProcess } from './service-process.ts'
import { printTable, rate } from './table.ts'

const WARM_SECONDS = 5
const SECONDS = 8
/** One report of so many milliseconds is refused by a trigger. */
const EVERY_MS = 200
/** A right that is missing, a disk that is full, a statement that took too long, and what a trigger raises by itself. */
const SQLSTATES = ['42501', '53100', '57014', 'P0001']

/** A row that the database refuses, whatever it says: how long others wait for their answers because of it. */
export async function benchPoison(): Promise<void> {
  const rows: string[][] = []
  await withPostgres(async (url) => {
    const service = await startServiceProcess(url)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await postFor(service.port, 'warm', WARM_SECONDS)
    const without = await postFor(service.port, 'without', SECONDS)
    let sent = without.requests
    rows.push(['none', rate(without.requests / without.seconds), ...latencies(without), '0'])
    for (const code of SQLSTATES) {
      await client.query(`
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.message_id LIKE 'poison%' THEN RAISE EXCEPTION 'refused' USING ERRCODE = '${code}'; END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON broadcasts_messages FOR EACH ROW EXECUTE FUNCTION refuse()`)
      const stopping = new AbortController()
      const poisoned = poison(service.port, code, stopping.signal)
      const run = await postFor(service.port, code, SECONDS)
      stopping.abort()
      sent += run.requests
      rows.push([code, rate(run.requests / run.seconds), ...latencies(run), String(await poisoned)])
    }
    printTable(['refused with', 'others/s', 'p50', 'p99', 'slowest', 'not 200', 'refused reports'], rows)
    const { rows: found } = await client.query('SELECT count(*)::int AS n FROM bluetick.stuck_reports')
    await client.end()
    const kept = await untilKept(url, sent)
    process.stdout.write(`${sent} of others sent, ${kept} in the database; ${found[0].n} set apart\n`)
    await service.stop()
  })
}

function latencies(run: { p50Ms: number; p99Ms: number; maxMs: number; refused: number }): string[] {
  return [...[run.p50Ms, run.p99Ms, run.maxMs].map((ms) => `${ms.toFixed(0)} ms`), String(run.refused)]
}

/** @returns how many were sent until the signal was aborted */
async function poison(port: number, name: string, signal: AbortSignal): Promise<number> {
  let sent = 0
  try {
    for await (const _ of every(EVERY_MS, undefined, { signal })) {
      const statuses = [{ id: `poison-${name}-${sent++}`, status: 'sent', timestamp: '1790081781' }]
      const response = await fetch(`http://127.0.0.1:${port}/webhook`, {
        method: 'POST',
        body: JSON.stringify({ statuses }),
      })
      await response.text()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return sent
}
