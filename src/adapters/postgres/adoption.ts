import type { Pool } from 'pg'
import { loadSqlFolder } from './sql-files.ts'

/** A table that is there already. */
export interface ExistingTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly idType: string | null
  /** Columns whose times have no zone: taken as UTC. */
  readonly naiveTimes: number
  /** About; PostgreSQL's own estimate. */
  readonly rows: number
}

/** What adopting would meet. */
export interface Inspection {
  readonly tables: readonly ExistingTable[]
  /** Columns that would refuse Bluetick's rows, and what is done about each. */
  readonly surprises: readonly { readonly table: string; readonly column: string; readonly remedy: string }[]
  readonly messages?: {
    readonly duplicates: number
    readonly without_id: number
    readonly unreadable: number
  }
  readonly recipients?: { readonly without_campaign: number; readonly unknown_status: number }
  readonly counters?: { readonly campaigns: number; readonly wrong: number }
}

const SQL = ['tables', 'surprises', 'relax', 'messages', 'recipients', 'counters'] as const
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

/** Looks at tables that somebody else made, before the first migration. Changes nothing. */
export async function inspectTables(pool: Pool): Promise<Inspection> {
  const sql = loadSqlFolder('adopting', SQL)
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
  const surprises = await pool.query<Inspection['surprises'][number]>(sql.surprises)
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
    surprises: surprises.rows,
    ...(messages !== undefined && { messages }),
    ...(recipients !== undefined && { recipients }),
    ...(counters !== undefined && { counters }),
  }
}

/** Lets columns that would refuse Bluetick's rows be empty, or gives them a default. Harmless to repeat. */
export async function relaxColumns(pool: Pool): Promise<void> {
  await pool.query(loadSqlFolder('adopting', SQL).relax)
}
