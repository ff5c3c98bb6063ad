import type { FigureTable } from '../../../domain/alerts/ports.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { formatDuration } from '../../../domain/text/duration.ts'

/** How a figure of `sql/alerts/summaries/totals.sql` is called and shown. */
interface Total {
  readonly column: string
  readonly name: string
  readonly kind: 'count' | 'rate' | 'seconds'
}

const TOTALS: readonly Total[] = [
  { column: 'messages', name: 'Messages', kind: 'count' },
  { column: 'sent', name: 'Sent', kind: 'count' },
  { column: 'delivered', name: 'Delivered', kind: 'count' },
  { column: 'read', name: 'Read', kind: 'count' },
  { column: 'failed', name: 'Failed', kind: 'count' },
  { column: 'delivery_rate', name: 'Delivered, of all', kind: 'rate' },
  { column: 'read_rate', name: 'Read, of the delivered', kind: 'rate' },
  { column: 'failure_rate', name: 'Failed, of all', kind: 'rate' },
  { column: 'delivery_mean_seconds', name: 'Sent to delivered, mean', kind: 'seconds' },
  { column: 'delivery_p50_seconds', name: 'Sent to delivered, p50', kind: 'seconds' },
  { column: 'delivery_p95_seconds', name: 'Sent to delivered, p95', kind: 'seconds' },
  { column: 'read_p50_seconds', name: 'Delivered to read, p50', kind: 'seconds' },
  { column: 'read_p95_seconds', name: 'Delivered to read, p95', kind: 'seconds' },
]

/** The totals of a period beside those of the one before it. */
export function compareTotals(
  now: FigureTable,
  before: FigureTable,
  names: readonly [string, string],
): FigureTable {
  const rows = TOTALS.map((total) => {
    const [value, earlier] = [totalOf(now, total.column), totalOf(before, total.column)]
    return [total.name, show(total, value), show(total, earlier), changeOf(total, value, earlier)]
  })
  return { columns: ['', ...names, 'change'], rows }
}

/** One figure of the totals; undefined where there is none. */
export function totalOf(table: FigureTable, column: string): number | undefined {
  const value = table.rows[0]?.[table.columns.indexOf(column)]
  return typeof value === 'number' ? value : undefined
}

/** A change of a rate, as people speak of it: "+1.5 points". */
export function formatPoints(change: number): string {
  return `${sign(change)}${formatFigure(Math.abs(change))} points`
}

function show({ kind }: Total, value: number | undefined): string {
  if (value === undefined) return '–'
  if (kind === 'seconds') return formatSeconds(value)
  return kind === 'rate' ? `${formatFigure(value)}%` : formatFigure(value)
}

function changeOf({ kind }: Total, now: number | undefined, before: number | undefined): string {
  if (now === undefined || before === undefined) return '–'
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
