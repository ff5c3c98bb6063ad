/** The three bodies in which statuses come: the guide's, Meta's, and that of AiSensy's project webhook. */
export const ENVELOPES = ['flat', 'meta', 'aisensy'] as const
export type Envelope = (typeof ENVELOPES)[number]

/** What is simulated. The same parameters give the same messages and webhooks; shares are from 0 to 1. */
export interface SimulationParameters {
  /** A whole number. Ids follow from it, so that two seeds never meet. */
  readonly seed: number
  readonly campaigns: number
  /** One for each campaign; its name is this and the seed. By default they are called "Simulated". */
  readonly titles?: readonly string[]
  /** People in each campaign, one message each. */
  readonly people: number
  /** Messages sent in each second of simulated time, all campaigns together. */
  readonly rate: number
  /** Share of webhooks that arrive up to a minute late, so that later ones overtake them. */
  readonly disorder: number
  /** Share of webhooks that arrive twice. */
  readonly duplicates: number
  /** Share of messages that fail. */
  readonly failures: number
  /** The code of every failure; by default those that marketing campaigns meet. */
  readonly failureCode?: string
  /** Share of readers who write back. */
  readonly replies: number
  /** Messages take turns; at least one. */
  readonly envelopes: readonly Envelope[]
}

export interface SimulatedCampaign {
  readonly id: string
  readonly name: string
}

export interface SimulatedMessage {
  /** Counted from 0. */
  readonly index: number
  /** Index of its campaign. */
  readonly campaign: number
  readonly envelope: Envelope
  /** WhatsApp's id (wamid…). */
  readonly id: string
  /** AiSensy's id, which stays the same from the send on. */
  readonly submittedId: string
  /** Digits with the country code. */
  readonly phone: string
}

export type SimulatedKind = 'sent' | 'delivered' | 'read' | 'failed'

/** Something that happened to a message, in milliseconds of simulated time. */
export interface SimulatedEvent {
  readonly kind: SimulatedKind | 'reply'
  readonly atMs: number
  /** WhatsApp's failure code; only with `failed`. */
  readonly code?: string
}

/** One webhook: what it says of its message, and when it arrives in simulated time. */
export interface SimulatedWebhook {
  readonly message: SimulatedMessage
  readonly campaign: SimulatedCampaign
  /** The last is what it announces; AiSensy's are snapshots and hold what happened before, too. */
  readonly events: readonly SimulatedEvent[]
  readonly arrivesAtMs: number
}

export interface SimulationPlan {
  readonly campaigns: readonly SimulatedCampaign[]
  readonly messages: readonly SimulatedMessage[]
  /** In the order of their arrival. */
  readonly webhooks: readonly SimulatedWebhook[]
  /** When the last one arrives. */
  readonly lengthMs: number
}
