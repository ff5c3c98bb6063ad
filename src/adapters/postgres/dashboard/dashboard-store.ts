import type { Pool } from 'pg'
import { BUCKET_MS } from '../../../domain/analytics/rollup.ts'
import {
  type DashboardStore,
  type MessageLine,
  type Price,
  type ServiceSums,
  TooSlowError,
} from '../../../domain/dashboard/ports.ts'
import type { Span } from '../../../domain/dashboard/span.ts'
import { campaignOfRow } from '../campaigns/campaign-rows.ts'
import { rethrow, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { pageOf } from '../connection/page.ts'
import { createQuery, type RowOf } from '../connection/query.ts'
import type { StatementName, Statements } from '../schema/statements.ts'
import type { StatementTypes } from '../sql.ts'

/** SQLSTATE query_canceled: the statement ran into its time limit. PostgreSQL manual, appendix A. */
const CANCELED = '57014'

/** Statements of `sql/dashboard`; the rows are typed as the server describes them. */
type DashboardName = Extract<StatementName, `dashboard/${string}`>

type Read = <Name extends DashboardName>(
  name: Name,
  ...parameters: StatementTypes[Name]['parameters']
) => Promise<RowOf<Name>[]>

/** What the pages read, in PostgreSQL. The pool's statement timeout is the time that a page waits for one answer. */
export function createDashboardStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): DashboardStore {
  const query = createQuery(pool, statements, instrument)
  const read: Read = async (name, ...parameters) => {
    const { rows } = await query(name, ...parameters).catch((error: unknown) => {
      if (sqlStateOf(error) === CANCELED) throw new TooSlowError(`sql/${name}.sql`, { cause: error })
      return rethrow(error)
    })
    return rows
  }

  return {
    sums: (campaign, spans) => read('dashboard/sums', campaign, ...edgesOf(spans)),
    async life(campaign) {
      const [row] = await read('dashboard/life', campaign)
      if (row === undefined || row.first_ms === null || row.last_ms === null) return undefined
      return { fromMs: row.first_ms, toMs: row.last_ms + BUCKET_MS }
    },
    async failures(campaign, span) {
      const rows = await read('dashboard/failures', campaign, ...endsOf(span))
      return new Map(rows.map(({ code, messages }) => [code, messages]))
    },
    async times(campaign, span) {
      const rows = await read('dashboard/times', campaign, ...endsOf(span))
      return {
        deliveries: new Map(rows.map(({ bin, deliveries }) => [bin, deliveries])),
        reads: new Map(rows.map(({ bin, reads }) => [bin, reads])),
      }
    },
    async prices(campaign, span) {
      const rows = await read('dashboard/prices', campaign, ...endsOf(span))
      return rows.map(priceOf)
    },
    async campaigns({ search, withArchived, sort, from }, limit) {
      const rows = await read('dashboard/campaigns', search, withArchived, sort, from, limit)
      return rows.map(campaignOfRow)
    },
    hoursOfWeek: (campaign, span, zone) => read('dashboard/hours-of-week', campaign, ...endsOf(span), zone),
    async recordNumberView({ atMs, person, role, page }) {
      await read('dashboard/insert-number-view', isoOf(atMs), person, role, page)
    },
    async numberViews(limit) {
      const rows = await read('dashboard/number-views', limit)
      return rows.map(({ at_ms, ...view }) => ({ ...view, atMs: at_ms }))
    },
    async serviceSums(spans) {
      const rows = await read('dashboard/service-sums', ...edgesOf(spans))
      return rows.map(serviceSumsOf)
    },
    async lastWebhookMs() {
      const [row] = await read('dashboard/last-webhook')
      return row?.at_ms
    },
    async lag(span) {
      const rows = await read('dashboard/lag', ...endsOf(span))
      return new Map(rows.map(({ bin, reports }) => [bin, reports]))
    },
    async messages(filter, after, limit) {
      const rows = await read(
        'dashboard/messages-page',
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

function priceOf({ category, model, type, billable, messages }: RowOf<'dashboard/prices'>): Price {
  return {
    messages,
    ...(category !== null && { category }),
    ...(model !== null && { model }),
    ...(type !== null && { type }),
    ...(billable !== null && { billable }),
  }
}

function serviceSumsOf({
  webhook_errors,
  slowest_update_ms,
  ...sums
}: RowOf<'dashboard/service-sums'>): ServiceSums {
  return { ...sums, webhookErrors: webhook_errors, slowestUpdateMs: slowest_update_ms }
}

function messageLineOf(row: RowOf<'dashboard/messages-page'>): MessageLine {
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
