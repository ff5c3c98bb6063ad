import { EVENT_EFFECTS, EVENT_KINDS } from '../../../domain/account/event.ts'
import type { KeptEvent } from '../../../domain/account/ports.ts'
import { SUPPRESSION_REASONS, type Suppression } from '../../../domain/account/suppression.ts'
import type { StoppedFilter } from '../../../domain/dashboard/account-view.ts'
import type { AccountNewsStore } from '../../../domain/dashboard/ports.ts'
import type { Span } from '../../../domain/dashboard/span.ts'
import { oneOf } from '../connection/one-of.ts'
import { pageOf } from '../connection/page.ts'
import type { RowOf } from '../connection/query.ts'
import type { ReadDashboard } from './read.ts'

/** Account events and opt-outs, as the pages read them. */
export function createAccountNewsStore(read: ReadDashboard): AccountNewsStore {
  return {
    async news({ effect, span }, after, limit) {
      const [at = null, id = null] = after ?? []
      const rows = await read('dashboard/news', effect ?? null, ...endsOf(span), at, id, limit + 1)
      return pageOf(rows, limit, eventOf, (row) => [row.position, row.id] as const)
    },
    async stopped(filter, after, limit) {
      const [at = null, phone = null, reason = null] = after ?? []
      const rows = await read('dashboard/suppressions', ...filterOf(filter), at, phone, reason, limit + 1)
      return pageOf(rows, limit, suppressionOf, (row) => [row.position, row.phone, row.reason] as const)
    },
    async countStopped(filter) {
      const [row] = await read('dashboard/count-suppressions', ...filterOf(filter))
      return row?.people ?? 0
    },
    async suppressionsOf(phone) {
      return (await read('dashboard/suppressions-of-phone', phone)).map(suppressionOf)
    },
  }
}

function filterOf({ campaign, span, reason }: StoppedFilter) {
  return [campaign ?? '', ...endsOf(span), reason ?? null] as const
}

function endsOf(span: Span | undefined): readonly [string | null, string | null] {
  if (span === undefined) return [null, null]
  return [new Date(span.fromMs).toISOString(), new Date(span.toMs).toISOString()]
}

function eventOf(row: RowOf<'dashboard/news'>): KeptEvent {
  return {
    id: row.id,
    kind: oneOf(EVENT_KINDS, row.kind, 'kind of event'),
    effect: oneOf(EVENT_EFFECTS, row.effect, 'effect of event'),
    subject: row.subject,
    value: row.value,
    ...(row.before !== null && { before: row.before }),
    ...(row.details !== null && { details: row.details }),
    occurrence: { atMs: row.at.getTime(), estimated: false },
    lastAtMs: row.last_at.getTime(),
    ...(row.until !== null && { untilMs: row.until.getTime() }),
  }
}

function suppressionOf(
  row: Pick<RowOf<'dashboard/suppressions'>, 'phone' | 'reason' | 'source' | 'since'>,
): Suppression {
  return {
    phone: row.phone,
    reason: oneOf(SUPPRESSION_REASONS, row.reason, 'reason'),
    source: row.source,
    sinceMs: row.since.getTime(),
  }
}
