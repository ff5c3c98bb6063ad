import type { AccountEvent } from '../account/event.ts'
import type { InboundMessage } from './reply.ts'
import type { Rejected, Source, StatusReport } from './report.ts'

/** Reads the body of a webhook, given the time of receipt in milliseconds since the epoch. Total: never throws. */
export type ParseBody = (body: Uint8Array, receivedAtMs: number) => ParsedBody

/** What one webhook body held. */
export interface ParsedBody {
  /** Which envelope it was: a bounded label for metrics. Of a mixture, the first of Meta, AiSensy and flat. */
  readonly source: Source | 'unknown'
  readonly reports: readonly StatusReport[]
  readonly rejected: readonly Rejected[]
  /** That people wrote to us; never what. */
  readonly inbound: readonly InboundMessage[]
  /** News of the account itself; those that are in `reports` are not repeated here. */
  readonly events: readonly AccountEvent[]
  /** Items refused beyond `MAX_REJECTS_OF_BODY`: not kept, only counted. */
  readonly dropped: number
  /** Status items understood. An AiSensy snapshot is one item, though it can yield several reports. */
  readonly processed: number
  /** Things that are fine and not ours: other topics and fields, test pings. */
  readonly ignored: number
  /** The body as it may be kept, where that is not as it came: without what people wrote. */
  readonly keptBody?: Uint8Array
  /** True where the body was not JSON at all. */
  readonly unparsable: boolean
}
