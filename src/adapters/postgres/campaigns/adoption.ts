import type { Pool } from 'pg'
import type { Inspection } from '../../../domain/campaigns/adoption.ts'
import { loadSqlFolder } from '../schema/sql-files.ts'

const SQL = ['tables', 'surprises', 'messages', 'recipients', 'counters'] as const
const COUNTER_COLUMNS = ['sent', 'delivered', 'read', 'failed', 'pending'].map(
  (counter) => `messages_${counter}`,
)
const RECIPIENT_COLUMNS = ['status', 'sent_at', 'delivered_at', 'read_at']

interface TableRow {
  readonly name: string
  readonly columns: string[]
  readonly id_type: string | null
  readonly naive_times: number
  readonly rows: string
}

/** A row of `surprises`; `statement` is what the remedy is done by. */
interface SurpriseRow {
  readonly table: string
  readonly column: string
  readonly remedy: string
  readonly statement: string
}

/** Looks at tables that somebody else made, before the first migration. Changes nothing. */
export async function inspectTables(pool: Pool): Promise<Inspection> {
  const sql = loadSqlFolder('adoption', SQL)
  const { rows } = await pool.query<TableRow>(sql.tables)
  const tables = rows.map(({ name, columns, id_type, naive_times, rows: estimate }) => ({
    name,
    columns,
    idType: id_type,
    naiveTimes: naive_times,
    rows: Number(estimate),
  }))
  const has = (table: string, columns: readonly string[]) => {
    const found = tables.find(({ name }) => name === table)
    return found !== undefined && columns.every((column) => found.columns.includes(column))
  }
  const one = async (fits: boolean, text: string) => (fits ? (await pool.query(text)).rows[0] : undefined)
  const surprises = await pool.query<SurpriseRow>(sql.surprises)
  const messages = await one(has('broadcasts_messages', ['message_id', 'status']), sql.messages)
  const ofCampaigns =
    has('campaign_recipients', ['campaign_id', 'status']) && has('marketing_campaigns', ['id'])
  const recipients = await one(ofCampaigns, sql.recipients)
  const counted =
    has('marketing_campaigns', COUNTER_COLUMNS) &&
    has('campaign_recipients', ['campaign_id', ...RECIPIENT_COLUMNS])
  const counters = await one(counted, sql.counters)
  return {
    tables,
    surprises: surprises.rows.map(({ table, column, remedy }) => ({ table, column, remedy })),
    ...(messages !== undefined && { messages }),
    ...(recipients !== undefined && { recipients }),
    ...(counters !== undefined && { counters }),
  }
}

/** Lets columns that would refuse Bluetick's rows be empty, or gives them a default. Harmless to repeat. */
export async function relaxColumns(pool: Pool): Promise<void> {
  const { rows } = await pool.query<SurpriseRow>(loadSqlFolder('adoption', SQL).surprises)
  // All of them or none: statements sent together are one transaction.
  await pool.query(rows.map(({ statement }) => statement).join(';\n'))
}
