import { Readable } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { importRecipients } from '../../src/app/campaigns/import.ts'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NUMBER = '+919800000001'
const COUNT = 300

let subject: PostgresSubject
/** One connection: what it has read is told by the server when it is asked to. */
let pool: pg.Pool
beforeAll(async () => {
  subject = await postgresSubject()
  pool = new pg.Pool({ connectionString: subject.url, max: 1, pipeline: true })
  // Others' rows, so many that no plan reads them all.
  await subject.addCampaign('other')
  await pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id, reference, status)
     SELECT 'other', '+9199' || 10000000 + n, 'o' || n, 'o' || n, 'pending' FROM generate_series(1, 20000) AS n`,
  )
  await pool.query('ANALYZE campaign_recipients')
})
afterAll(async () => {
  await pool.end()
  await subject.close()
})

async function rowsRead(): Promise<number> {
  await pool.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await pool.query(
    `SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) AS count
     FROM pg_stat_user_tables WHERE relname = 'campaign_recipients'`,
  )
  return Number(rows[0].count)
}

/** Imports lines, and says in how many transactions. */
async function importLines(campaign: string, lines: readonly string[]) {
  const store = createRecipientStore(pool, loadStatements(AS_WRITTEN))
  let transactions = 0
  const counted: typeof store = {
    ...store,
    importRecipients: (...given) => {
      transactions += 1
      return store.importRecipients(...given)
    },
  }
  const text = ['phone,message_id,reference', ...lines, ''].join('\n')
  const list = openList(Readable.from([Buffer.from(text)]), 'csv')
  const { inserted } = await importRecipients(counted, 'latest', campaign, list, new AbortController().signal)
  return { inserted, transactions }
}

test.each([
  ['references', (n: number) => `${NUMBER},,r${n}`],
  ['messages', (n: number) => `${NUMBER},m${n},`],
  ['messages and references', (n: number) => `${NUMBER},w${n},r${n}`],
])(
  'lines of one number with other %s are imported together, and cost what those of many do',
  async (campaign, line) => {
    await subject.addCampaign(campaign)
    const lines = Array.from({ length: 2 * COUNT }, (_, n) => line(n))
    await importLines(campaign, lines.slice(0, COUNT))
    const before = await rowsRead()
    expect(await importLines(campaign, lines.slice(COUNT))).toEqual({ inserted: COUNT, transactions: 1 })
    // Each row that is there is looked at some times, not once for each line.
    expect((await rowsRead()) - before).toBeLessThan(10 * COUNT)
  },
)
