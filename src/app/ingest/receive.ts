import type { ParseBody, ParsedBody } from '../../domain/messages/parsed-body.ts'
import type { RejectReason } from '../../domain/messages/report.ts'
import type { TracePoint } from '../../domain/messages/trace-point.ts'
import type { WriteResult } from './batch-writer.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

/** The answer to a webhook, as the guide gives it (section 2, step 4). */
export type WebhookResponse =
  | { readonly status: 'success'; readonly processed: number }
  | {
      readonly status: 'partial_success'
      readonly processed: number
      readonly rejected: number
      /** Of the rejected items, those that were not stored either; absent where all were. */
      readonly not_stored?: number
      /** Reports that the database refused: kept apart and tried again. Absent where there are none. */
      readonly set_apart?: number
    }
  | { readonly status: 'error'; readonly message: string }

/** Where reports become durable. */
export interface Ingest {
  /** False when the queue is full: refuse a webhook before its body is read. */
  hasRoom(receivingBytes: number): boolean
  /**
   * Resolves when all of it is durable, so that it may be answered 200.
   *
   * @throws SpoolFullError where it could not be made durable: the sender must try again
   */
  submit(delivery: WebhookDelivery): Promise<WriteResult>
}

/** Metrics recorded by the receiver. */
export interface ReceiverMeter {
  received(parsed: ParsedBody): void
}

/**
 * Takes a webhook's body, makes what it holds durable, and says what to answer. Whatever was merely not
 * understood is kept and answered like a success: a 4xx or 5xx would cost the subscription. `storable` says how many
 * bodies of this sender that cannot be read at all may still be stored.
 *
 * @throws SpoolFullError where nothing could be made durable
 */
export async function receiveWebhook(
  body: Uint8Array,
  receivedAtMs: number,
  parse: ParseBody,
  ingest: Ingest,
  meter: ReceiverMeter,
  storable: (bodies: number) => number = (bodies) => bodies,
  trace?: TracePoint,
): Promise<WebhookResponse> {
  const parsed = parse(body, receivedAtMs)
  meter.received(parsed)
  const { reports, inbound, events, keptBody = body } = parsed
  const isUnreadable = parsed.rejected.some(({ reason }) => UNREADABLE.has(reason))
  const rejected = isUnreadable && storable(1) === 0 ? [] : parsed.rejected
  const unstored = parsed.rejected.length - rejected.length
  if (reports.length + rejected.length + inbound.length + events.length === 0) {
    return answerOf(parsed, { notStored: unstored, setApart: 0 })
  }
  const delivery = { body: keptBody, receivedAtMs, reports, rejected, inbound, events }
  return answerOf(parsed, await ingest.submit({ ...delivery, ...(trace !== undefined && { trace }) }))
}

/** Rejects of whole bodies. Items that are merely not known yet are of a sender, and are never limited. */
const UNREADABLE: ReadonlySet<RejectReason> = new Set([
  'body-not-json',
  'body-too-intricate',
  'unknown-envelope',
])

function answerOf(parsed: ParsedBody, result: WriteResult): WebhookResponse {
  const { setApart } = result
  const notStored = parsed.dropped + result.notStored
  if (parsed.unparsable && notStored === 0) {
    return { status: 'error', message: 'The body is not JSON. It was kept, and nothing else was done.' }
  }
  const { processed } = parsed
  const rejected = parsed.rejected.length + parsed.dropped
  if (rejected > 0 || setApart > 0) {
    return {
      status: 'partial_success',
      processed,
      rejected,
      ...(notStored > 0 && { not_stored: notStored }),
      ...(setApart > 0 && { set_apart: setApart }),
    }
  }
  return { status: 'success', processed }
}
