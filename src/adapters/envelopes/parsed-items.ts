import type { AccountEvent } from '../../domain/account/event.ts'
import type { InboundMessage } from '../../domain/messages/reply.ts'
import type { Rejected, StatusReport } from '../../domain/messages/report.ts'

/** What was found in a body so far; the parsers of the envelopes add to it. */
export interface ParsedItems {
  readonly reports: StatusReport[]
  readonly rejected: Rejected[]
  readonly inbound: InboundMessage[]
  readonly events: AccountEvent[]
  /** Items refused beyond the number that is kept. */
  dropped: number
  /** Status items understood. */
  processed: number
  /** Things that are fine and not ours. */
  ignored: number
}

/** Nothing found yet. */
export function noItems(): ParsedItems {
  return { reports: [], rejected: [], inbound: [], events: [], dropped: 0, processed: 0, ignored: 0 }
}
