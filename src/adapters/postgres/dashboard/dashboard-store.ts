import type { Pool, QueryResultRow } from 'pg'
import { BUCKET_MS } from '../../../domain/analytics/rollup.ts'
import {
  type DashboardStore,
  type HourOfWeek,
  type MessageLine,
  type NumberView,
  type Price,
  type ServiceSums,
  type Sums,
  TooSlowError,
} from '../../../domain/dashboard/ports.ts'
import type { Span } from '../../../domain/dashboard/span.ts'
import { type CampaignRow, campaignOfRow } from '../campaigns/campaign-rows.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { pageOf } from '../connection/page.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { loadSqlFolder } from '../schema/sql-files.ts'

const NAMES = [
  'campaigns',
  'failures',
  'hours-of-week',
  'insert-number-view',
  'lag',
  'last-webhook',
  'life',
  'messages-page',
  'number-views',
  'prices',
  'service-sums',
  'sums',
  'times',
] as const
type Name = (typeof NAMES)[number]
export type DashboardStatements = Readonly<Record<Name, string>>

/** The step under which the statements of all pages are watched: one series, not one for each. */
const DASHBOARD_STEP = 'dashboard'
/** SQLSTATE query_canceled: the statement ran into its time limit. PostgreSQL manual, appendix A. */
const CANCELED = '57014'

interface MessageLineRow {
  readonly key: string
  readonly position: string
  readonly message_id: string
  readonly phone_number: string | null
  readonly campaign: string | null
  readonly created_at: Date
  readonly sent_at: Date | null
  readonly delivered_at: Date | null
  readonly read_at: Date | null
  readonly failed_at: Date | null
  readonly failure_code: string | null
}

/** Loads the statements of `sql/dashboard`. */
export function loadDashboardStatements(names: SchemaNames): DashboardStatements {
  return loadSqlFolder('dashboard', NAMES, names)
}

/** What the pages read, in PostgreSQL. The pool's statement timeout is the time that a page waits for one answer. */
export function createDashboardStore(
  pool: Pool,
  statements: DashboardStatements,
  instrument: Instrument = uninstrumented,
): DashboardStore {
  async function read<Row extends QueryResultRow>(name: Name, ...parameters: unknown[]): Promise<Row[]> {
    const { rows } = await instrument(DASHBOARD_STEP, () =>
      pool.query<Row>(statements[name], parameters),
    ).catch((error: unknown) => {
      if (sqlStateOf(error) === CANCELED)
        throw new TooSlowError(`sql/dashboard/${name}.sql`, { cause: error })
      return rethrow(error)
    })
    return rows
  }

  return {
    sums: (campaign, spans) => read<Sums & QueryResultRow>('sums', campaign, ...edgesOf(spans)),
    async life(campaign) {
      const [row] = await read<{ first_ms: number | null; last_ms: number | null }>('life', campaign)
      if (row === undefined || row.first_ms === null || row.last_ms === null) return undefined
      return { fromMs: row.first_ms, toMs: row.last_ms + BUCKET_MS }
    },
    async failures(campaign, span) {
      const rows = await read<{ code: string; messages: number }>('failures', campaign, ...endsOf(span))
      return new Map(rows.map(({ code, messages }) => [code, messages]))
    },
    async times(campaign, span) {
      const rows = await read<{ bin: number; deliveries: number; reads: number }>(
        'times',
        campaign,
        ...endsOf(span),
      )
      return {
        deliveries: new Map(rows.map(({ bin, deliveries }) => [bin, deliveries])),
        reads: new Map(rows.map(({ bin, reads }) => [bin, reads])),
      }
    },
    async prices(campaign, span) {
      const rows = await read<PriceRow>('prices', campaign, ...endsOf(span))
      return rows.map(priceOf)
    },
    async campaigns({ search, withArchived, sort, from }, limit) {
      const rows = await read<CampaignRow>('campaigns', search, withArchived, sort, from, limit)
      return rows.map(campaignOfRow)
    },
    hoursOfWeek: (campaign, span, zone) =>
      read<HourOfWeek & QueryResultRow>('hours-of-week', campaign, ...endsOf(span), zone),
    async recordNumberView({ atMs, person, role, page }) {
      await read('insert-number-view', isoOf(atMs), person, role, page)
    },
    async numberViews(limit) {
      const rows = await read<Omit<NumberView, 'atMs'> & { at_ms: number }>('number-views', limit)
      return rows.map(({ at_ms, ...view }) => ({ ...view, atMs: at_ms }))
    },
    async serviceSums(spans) {
      const rows = await read<ServiceSumsRow>('service-sums', ...edgesOf(spans))
      return rows.map(serviceSumsOf)
    },
    async lastWebhookMs() {
      const [row] = await read<{ at_ms: number }>('last-webhook')
      return row?.at_ms
    },
    async lag(span) {
      const rows = await read<{ bin: number; reports: number }>('lag', ...endsOf(span))
      return new Map(rows.map(({ bin, reports }) => [bin, reports]))
    },
    async messages(filter, after, limit) {
      const rows = await read<MessageLineRow>(
        'messages-page',
        filter.campaign,
        ...endsOf(filter),
        filter.outcome ?? null,
        filter.failureCode ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit + 1,
      )
      return pageOf(rows, limit, messageLineOf, (row) => [row.position, row.key])
    },
  }
}

interface PriceRow {
  readonly category: string | null
  readonly model: string | null
  readonly type: string | null
  readonly billable: boolean | null
  readonly messages: number
}

function priceOf({ category, model, type, billable, messages }: PriceRow): Price {
  return {
    messages,
    ...(category !== null && { category }),
    ...(model !== null && { model }),
    ...(type !== null && { type }),
    ...(billable !== null && { billable }),
  }
}

interface ServiceSumsRow {
  readonly webhooks: number
  readonly webhook_errors: number
  readonly reports: number
  readonly rejects: number
  readonly slowest_update_ms: number
}

function serviceSumsOf({ webhook_errors, slowest_update_ms, ...sums }: ServiceSumsRow): ServiceSums {
  return { ...sums, webhookErrors: webhook_errors, slowestUpdateMs: slowest_update_ms }
}

function messageLineOf(row: MessageLineRow): MessageLine {
  return {
    id: row.message_id,
    heardAtMs: row.created_at.getTime(),
    ...(row.phone_number !== null && { phone: row.phone_number }),
    ...(row.campaign !== null && { campaign: row.campaign }),
    ...(row.sent_at !== null && { sentAtMs: row.sent_at.getTime() }),
    ...(row.delivered_at !== null && { deliveredAtMs: row.delivered_at.getTime() }),
    ...(row.read_at !== null && { readAtMs: row.read_at.getTime() }),
    ...(row.failed_at !== null && { failedAtMs: row.failed_at.getTime() }),
    ...(row.failure_code !== null && { failureCode: row.failure_code }),
  }
}

/** Where spans begin and end, as two arrays of times. */
function edgesOf(spans: readonly Span[]): readonly [string[], string[]] {
  return [spans.map(({ fromMs }) => isoOf(fromMs)), spans.map(({ toMs }) => isoOf(toMs))]
}

function endsOf({ fromMs, toMs }: Span): readonly [string, string] {
  return [isoOf(fromMs), isoOf(toMs)]
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString()
}
