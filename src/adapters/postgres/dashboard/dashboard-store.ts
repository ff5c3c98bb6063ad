import { BUCKET_MS } from '../../../domain/analytics/rollup.ts'
import type { DashboardStore } from '../../../domain/dashboard/ports.ts'
import type { Span } from '../../../domain/dashboard/span.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { campaignOfRow } from '../campaigns/campaign-rows.ts'
import { pageOf } from '../connection/page.ts'
import type { ReadDashboard } from './read.ts'
import { messageLineOf, pastAlertOf, priceOf, rejectOf, serviceSumsOf } from './rows.ts'

/** What the pages read, in PostgreSQL. How long a page waits for one answer: `sql/transactions/begin-page.sql`. */
export function createDashboardStore(read: ReadDashboard): DashboardStore {
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
        replies: new Map(rows.map(({ bin, replies }) => [bin, replies])),
      }
    },
    async replySums(campaign, span) {
      const [row] = await read('dashboard/replies', campaign, ...endsOf(span))
      if (row === undefined) throw new Error('sql/dashboard/replies.sql gave no row.')
      const { reply_ms, within_hour, ...sums } = row
      return { ...sums, replyMs: reply_ms, withinHour: within_hour }
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
    async pastAlerts(rule, after, limit) {
      const [firedAt = null, id = null] = after ?? []
      const at = firedAt === null ? null : new Date(firedAt)
      const rows = await read('dashboard/episodes', rule ?? null, at, id, limit + 1)
      return pageOf(rows, limit, pastAlertOf, (row) => [row.fired_at.toISOString(), row.id] as const)
    },
    async ruleValues(rule, span, stepMs) {
      const rows = await read('dashboard/rule-values', rule, ...endsOf(span), stepMs / 1000)
      return rows.map(({ at_ms, least, greatest }) => ({
        atMs: at_ms,
        ...(least !== null && { least }),
        ...(greatest !== null && { greatest }),
      }))
    },
    async rejects(afterId, limit) {
      const rows = await read('dashboard/rejects', afterId ?? null, limit + 1)
      return pageOf(rows, limit, rejectOf, (row) => row.id)
    },
    async reject(id) {
      const [row] = await read('dashboard/reject', id)
      return row && { ...rejectOf(row), raw: row.raw }
    },
    async database() {
      const [row] = await read('dashboard/database')
      if (row === undefined) throw new Error('sql/dashboard/database.sql gave no row.')
      const { started_at, ...facts } = row
      return { ...facts, startedAtMs: started_at.getTime() }
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

/** Where spans begin and end, as two arrays of times. */
function edgesOf(spans: readonly Span[]): readonly [string[], string[]] {
  return [spans.map(({ fromMs }) => isoOf(fromMs)), spans.map(({ toMs }) => isoOf(toMs))]
}

function endsOf({ fromMs, toMs }: Span): readonly [string, string] {
  return [isoOf(fromMs), isoOf(toMs)]
}
