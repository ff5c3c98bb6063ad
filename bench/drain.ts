import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpool } from '../src/adapters/spool/spool.ts'
import { withPostgres } from './database.ts'
import { startServiceProcess } from './service-process.ts'
import { printTable, rate } from './table.ts'

const REPORTS = 60_000
/** How many webhooks shared one write while the database was away. */
const WEBHOOKS_PER_ENTRY = 20
const SPOOL_MAX_BYTES = 1024 ** 3

/** A spool full of single reports, and how long the service takes from its start to bring them into the database. */
export async function benchDrain(): Promise<void> {
  await withPostgres(async (url) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-bench-drain-'))
    await fill(`${dataDir}/spool`)
    const startedMs = performance.now()
    const service = await startServiceProcess(url, { DATA_DIR: dataDir })
    const readyMs = performance.now()
    while (!(await isDrained(service.port)));
    const seconds = (performance.now() - startedMs) / 1000
    printTable(
      ['what', 'reports/s', 'seconds'],
      [[`drain of ${REPORTS} single reports, start included`, rate(REPORTS / seconds), seconds.toFixed(1)]],
    )
    process.stdout.write(`of which until ready: ${((readyMs - startedMs) / 1000).toFixed(1)} s\n`)
    await service.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
}

async function fill(folder: string): Promise<void> {
  const spool = await openSpool(folder, SPOOL_MAX_BYTES)
  for (let first = 0; first < REPORTS; first += WEBHOOKS_PER_ENTRY) {
    const bodies = Array.from({ length: WEBHOOKS_PER_ENTRY }, (_, i) => ({
      body: Buffer.from(webhook(first + i)),
      receivedAtMs: Date.now(),
    }))
    await spool.append(bodies)
  }
  await spool.close()
}

function webhook(n: number): string {
  const id = `wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4drain${String(n).padStart(8, '0')}AA==`
  const status = { id, status: 'delivered', timestamp: '1790081781', recipient_id: '919800000000' }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: [{ field: 'messages', value: { statuses: [status] } }] }],
  })
}

async function isDrained(port: number): Promise<boolean> {
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return /^bluetick_spool_entries 0$/m.test(page)
}
