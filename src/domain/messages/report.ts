/** What WhatsApp can say of a message, in the order of its life. */
export const KINDS = ['sent', 'delivered', 'read', 'played', 'failed'] as const
export type Kind = (typeof KINDS)[number]

/** When something happened. */
export interface Occurrence {
  /** Milliseconds since the epoch, UTC. */
  readonly atMs: number
  /** True where the sender's time could not be read and the time of receipt stands in for it. */
  readonly estimated: boolean
}

/** The code of a reason that came without one. */
export const UNKNOWN_CODE = 'unknown'

/** Why a message failed, in the words of WhatsApp. */
export interface FailureReason {
  /** WhatsApp's error code as text ("131049"), or "unknown" where a reason came without one. */
  readonly code: string
  readonly title?: string
  readonly details?: string
}

/** What WhatsApp charges for a message (`pricing` in Meta's envelope). */
export interface Pricing {
  readonly billable?: boolean
  /** Meta's `pricing_model`, such as "PMP". */
  readonly model?: string
  /** Meta's `type`, such as "regular" or "free_customer_service". */
  readonly type?: string
  /** Meta's `category`, such as "marketing". */
  readonly category?: string
}

/** Which envelope a report came in. */
export const SOURCES = ['flat', 'meta', 'aisensy'] as const
export type Source = (typeof SOURCES)[number]

/** One status of one message, as a sender reported it. */
export interface StatusReport {
  readonly source: Source
  /** Every id the sender used for the message: at least one, no repeats. */
  readonly ids: readonly string[]
  readonly kind: Kind
  readonly occurrence: Occurrence
  /** The recipient's number as "+" and digits. */
  readonly phone?: string
  /** Why it failed: the most specific reason. */
  readonly failure?: FailureReason
  /** The other reasons that the report gives. */
  readonly moreFailures?: readonly FailureReason[]
  readonly pricing?: Pricing
  /** The campaign's name, where the sender names it (AiSensy's project webhook). */
  readonly campaignName?: string
  /** When the webhook reached us, in milliseconds since the epoch. */
  readonly receivedAtMs: number
}

/** Why an item was refused; also the `reason` label of the metric, so the set is closed. */
export const REJECT_REASONS = [
  'body-not-json',
  'body-too-intricate',
  'unknown-envelope',
  'item-not-object',
  'missing-id',
  'id-too-long',
  'id-not-printable',
  'missing-status',
  'unknown-status',
  'missing-timestamp',
  'refused-by-database',
  'too-many',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]

/** An item that could not be understood, kept so that it can be read and replayed. */
export interface Rejected {
  readonly source: Source | 'unknown'
  readonly reason: RejectReason
  /** One sentence for people: what was wrong, and what would be right. */
  readonly explanation: string
  /** The item (or the whole body) as text, cut to `MAX_REJECT_CHARACTERS`. */
  readonly raw: string
  readonly receivedAtMs: number
}

/** The longest message id that is believed; real ones have 58 to 94 characters. */
export const MAX_ID_CHARACTERS = 512
/** How many rejects of one body are kept; more are only counted. Meta puts up to 1000 updates in a body. */
export const MAX_REJECTS_OF_BODY = 1_000
/** The longest raw text kept of one reject. */
export const MAX_REJECT_CHARACTERS = 16_384
/** How many items that were not understood are kept; with the bound above, some GB at the very most. */
export const MAX_REJECTS_KEPT = 100_000
