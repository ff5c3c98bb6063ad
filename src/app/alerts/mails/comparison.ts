import type { FigureTable } from '../../../domain/alerts/ports.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { formatDuration } from '../../../domain/text/duration.ts'

/** The figures of a period; null where nothing was measured. Rates are percents. */
export type Totals = Readonly<Record<TotalName, number | null>>

type TotalName =
  | 'messages'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'delivery_rate'
  | 'read_rate'
  | 'failure_rate'
  | 'delivery_mean_seconds'
  | 'delivery_p50_seconds'
  | 'delivery_p95_seconds'
  | 'read_p50_seconds'
  | 'read_p95_seconds'
  | 'replied'
  | 'reply_rate'
  | 'reply_p50_seconds'
  | 'opted_out'

/** How a figure is called and shown. */
interface Total {
  readonly key: TotalName
  readonly name: string
  readonly kind: 'count' | 'rate' | 'seconds'
  /** Left out where neither period has any: not everybody's replies come in, and few people opt out. */
  readonly isRare?: true
}

const TOTALS: readonly Total[] = [
  { key: 'messages', name: 'Messages', kind: 'count' },
  { key: 'sent', name: 'Sent', kind: 'count' },
  { key: 'delivered', name: 'Delivered', kind: 'count' },
  { key: 'read', name: 'Read', kind: 'count' },
  { key: 'failed', name: 'Failed', kind: 'count' },
  { key: 'delivery_rate', name: 'Delivered, of all', kind: 'rate' },
  { key: 'read_rate', name: 'Read, of the delivered', kind: 'rate' },
  { key: 'failure_rate', name: 'Failed, of all', kind: 'rate' },
  { key: 'delivery_mean_seconds', name: 'Delivered after, on average', kind: 'seconds' },
  { key: 'delivery_p50_seconds', name: 'Half delivered within', kind: 'seconds' },
  { key: 'delivery_p95_seconds', name: '95% delivered within', kind: 'seconds' },
  { key: 'read_p50_seconds', name: 'Half read within', kind: 'seconds' },
  { key: 'read_p95_seconds', name: '95% read within', kind: 'seconds' },
  { key: 'replied', name: 'Replied', kind: 'count', isRare: true },
  { key: 'reply_rate', name: 'Replied, of the delivered', kind: 'rate', isRare: true },
  { key: 'reply_p50_seconds', name: 'Half of the replies within', kind: 'seconds', isRare: true },
  { key: 'opted_out', name: 'People who opted out', kind: 'count', isRare: true },
]

/** The totals of a period beside those of the one before it. */
export function compareTotals(now: Totals, before: Totals, names: readonly [string, string]): FigureTable {
  const rows = TOTALS.flatMap((total) => {
    const [value, earlier] = [now[total.key], before[total.key]]
    if (total.isRare && !value && !earlier) return []
    return [[total.name, show(total, value), show(total, earlier), changeOf(total, value, earlier)]]
  })
  return { columns: ['', ...names, 'change'], rows }
}

/** A change of a rate, as people say it: "+1.5 points". */
export function formatPoints(change: number): string {
  return `${sign(change)}${formatFigure(Math.abs(change))} points`
}

function show({ kind }: Total, value: number | null): string {
  if (value === null) return '–'
  if (kind === 'seconds') return formatSeconds(value)
  return kind === 'rate' ? `${formatFigure(value)}%` : formatFigure(value)
}

function changeOf({ kind }: Total, now: number | null, before: number | null): string {
  if (now === null || before === null) return '–'
  const change = now - before
  if (kind === 'rate') return formatPoints(change)
  if (kind === 'seconds') return `${sign(change)}${formatSeconds(Math.abs(change))}`
  const percent =
    before === 0 ? '' : ` (${sign(change)}${formatFigure(Math.round(Math.abs((100 * change) / before)))}%)`
  return `${sign(change)}${formatFigure(Math.abs(change))}${percent}`
}

function sign(change: number): string {
  return change === 0 ? '±' : change > 0 ? '+' : '−'
}

/** "0.8 s", "12 s", "4 min 10 s". */
function formatSeconds(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds * 10) / 10} s` : formatDuration(seconds * 1000)
}
