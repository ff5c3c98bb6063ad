import type { AccountEvent } from '../../domain/account/event.ts'
import type { ParseBody } from '../../domain/messages/parsed-body.ts'
import type { ReceivedBody } from '../../domain/messages/ports.ts'
import type { InboundMessage } from '../../domain/messages/reply.ts'
import type { Rejected, StatusReport } from '../../domain/messages/report.ts'
import type { TracePoint } from '../../domain/messages/trace-point.ts'

/** What one webhook asks to have kept: its body, and what was read in it. */
export interface WebhookDelivery extends ReceivedBody {
  readonly reports: readonly StatusReport[]
  readonly rejected: readonly Rejected[]
  readonly inbound: readonly InboundMessage[]
  readonly events: readonly AccountEvent[]
  /** Where it came in, if it is traced. */
  readonly trace?: TracePoint
}

/** Reads a body again, as when it came: the same of everything. */
export function readDelivery(received: ReceivedBody, parse: ParseBody): WebhookDelivery {
  const { reports, rejected, inbound, events } = parse(received.body, received.receivedAtMs)
  return { ...received, reports, rejected, inbound, events }
}

/** The ids of all messages that these refer to; repeats are possible. */
export function idsOf(deliveries: readonly WebhookDelivery[]): readonly string[] {
  return deliveries.flatMap(({ reports }) => reports.flatMap(({ ids }) => ids))
}
