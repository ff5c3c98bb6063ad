import type { AccountEvent } from '../../domain/account/event.ts'
import type { ParseBody } from '../../domain/messages/parsed-body.ts'
import type { Archive, KeptReject, ReceivedBody } from '../../domain/messages/ports.ts'
import type { InboundMessage } from '../../domain/messages/reply.ts'
import { KINDS, type StatusReport } from '../../domain/messages/report.ts'
import type { BatchWriter } from './batch-writer.ts'

/** Batches of bodies, or rejects, read at once. */
const BODIES_PAGE = 20
const REJECTS_PAGE = 500

export interface ReplayParts {
  readonly archive: Archive
  readonly parse: ParseBody
  readonly writeBatch: BatchWriter
  /** Only says what would be done. */
  readonly dryRun: boolean
  readonly onProgress: (sofar: Replayed) => void
  readonly signal: AbortSignal
}

/** What a replay came to. */
export interface Replayed {
  /** Bodies or rejects that were read again. */
  readonly read: number
  /** Reports in them; those that were known already change nothing. */
  readonly reports: number
  /** Items that still cannot be understood. */
  readonly rejected: number
}

/**
 * Reads rejects again, and joins in those that are understood by now; only these are deleted. Harmless to repeat and to
 * interrupt: what was joined and not yet deleted is joined again, which changes nothing.
 *
 * @throws StoreUnavailableError where the database cannot work just now
 */
export async function replayRejects(parts: ReplayParts): Promise<Replayed> {
  let sum: Replayed = { read: 0, reports: 0, rejected: 0 }
  let cursor = '0'
  while (!parts.signal.aborted) {
    const page = await parts.archive.rejectsAfter(cursor, REJECTS_PAGE)
    const last = page.at(-1)
    if (last === undefined) break
    cursor = last.id
    const readings = page.map((reject) => ({ id: reject.id, ...readReject(reject, parts.parse) }))
    const understood = readings.filter(({ rejected }) => rejected === 0)
    const reports = understood.flatMap((reading) => reading.reports)
    if (!parts.dryRun) {
      await writeUnderstood(parts, understood)
      await parts.archive.deleteRejects(understood.map(({ id }) => id))
    }
    sum = {
      read: sum.read + page.length,
      reports: sum.reports + reports.length,
      rejected: sum.rejected + page.length - understood.length,
    }
    parts.onProgress(sum)
  }
  return sum
}

/**
 * Reads the kept bodies again that were received in `[fromMs, toMs)`, and joins in what they hold. Harmless to repeat and
 * to interrupt. What is still not understood is counted only: it is among the rejects since it came.
 *
 * @throws StoreUnavailableError where the database cannot work just now
 */
export async function replayBodies(parts: ReplayParts, fromMs: number, toMs: number): Promise<Replayed> {
  let sum: Replayed = { read: 0, reports: 0, rejected: 0 }
  let cursor: string | undefined = '0'
  while (cursor !== undefined && !parts.signal.aborted) {
    const page = await parts.archive.bodiesAfter(cursor, fromMs, BODIES_PAGE)
    cursor = page.cursor
    const isWanted = ({ receivedAtMs }: ReceivedBody) => receivedAtMs >= fromMs && receivedAtMs < toMs
    const parsed = page.bodies
      .filter(isWanted)
      .map(({ body, receivedAtMs }) => parts.parse(body, receivedAtMs))
    const reports = parsed.flatMap((one) => one.reports)
    if (!parts.dryRun) await writeUnderstood(parts, parsed)
    sum = {
      read: sum.read + parsed.length,
      reports: sum.reports + reports.length,
      rejected: parsed.reduce((rejected, one) => rejected + one.rejected.length + one.dropped, sum.rejected),
    }
    parts.onProgress(sum)
  }
  return sum
}

/** Rejects are kept since they came, and so are the bodies: only what was understood is written. */
async function writeUnderstood(parts: ReplayParts, readings: readonly Understood[]): Promise<void> {
  const reports = readings.flatMap((reading) => reading.reports)
  const inbound = readings.flatMap((reading) => reading.inbound)
  const events = readings.flatMap((reading) => reading.events)
  if (reports.length + inbound.length + events.length === 0) return
  await parts.writeBatch([
    { body: new Uint8Array(), receivedAtMs: 0, reports, rejected: [], inbound, events },
  ])
}

interface Understood {
  readonly reports: readonly StatusReport[]
  readonly inbound: readonly InboundMessage[]
  readonly events: readonly AccountEvent[]
}

interface Reading extends Understood {
  readonly rejected: number
}

/** What a reject gives now. An item of a list is put back into one; a report that the database refused is one already. */
function readReject(reject: KeptReject, parse: ParseBody): Reading {
  if (reject.reason === 'refused-by-database') return readRefused(reject.raw)
  const isItem = reject.source === 'meta' || reject.source === 'flat'
  const text = isItem ? `{"statuses":[${reject.raw}]}` : reject.raw
  const { reports, rejected, inbound, events } = parse(new TextEncoder().encode(text), reject.receivedAtMs)
  return { reports, inbound, events, rejected: rejected.length }
}

function readRefused(raw: string): Reading {
  try {
    const report: unknown = JSON.parse(raw)
    if (isReport(report)) return { reports: [report], inbound: [], events: [], rejected: 0 }
  } catch {
    // Too long, it was cut, and says no more than that.
  }
  return { reports: [], inbound: [], events: [], rejected: 1 }
}

/** We wrote it ourselves; this only finds one that is not whole any more. */
function isReport(value: unknown): value is StatusReport {
  if (typeof value !== 'object' || value === null || !('ids' in value) || !('kind' in value)) return false
  return Array.isArray(value.ids) && value.ids.length > 0 && KINDS.some((kind) => kind === value.kind)
}
