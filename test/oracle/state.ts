import { type Facts, nameOf, type StatusWord } from './facts.ts'
import type { Inbound, Where } from './steps.ts'

/** When something happened, as far as the oracle can know: between two moments. */
export interface Span {
  readonly from: number
  readonly to: number
}
export const ANY_TIME: Span = { from: 0, to: Number.POSITIVE_INFINITY }
export const exactly = (at: number): Span => ({ from: at, to: at })

export interface ModelMessage {
  readonly order: number
  ids: Set<string>
  facts: Facts
  /** When it was first heard of; nothing while only lists know its ids. */
  createdAt: Span | undefined
  /** Somebody took its recipient away. */
  left: boolean
  /** The campaign it counts in; '' for none. */
  countedIn: string
}

/** The columns that a sender writes and Bluetick concludes. */
export const TIME_COLUMNS = ['sent', 'delivered', 'read', 'failed'] as const
export type TimeColumn = (typeof TIME_COLUMNS)[number]

export interface ModelRow {
  readonly order: number
  campaign: string
  phone?: string
  messageId?: string
  reference?: string
  /** Made from a webhook that named the campaign. */
  made: boolean
  status: StatusWord
  times: Partial<Record<TimeColumn, number>>
  code?: string
  repliedAt?: number
  /** What others wrote and is not part of a message's facts yet. */
  asserted: Set<TimeColumn | 'status'>
  /** When it was last written. */
  writtenAt: Span
  /** The campaign's breakdowns that it is counted in. */
  breakdown: readonly string[]
}

export interface ModelCampaign {
  readonly id: string
  name: string
  /** Nothing but reports named it: it gives way to one that somebody makes. */
  provisional: boolean
}

/** What a report says, by the ids it gives. */
export interface Heard {
  readonly ids: readonly string[]
  readonly facts: Facts
  readonly receivedAt: Span
}

/** Everything that is there, by the documented rules alone: no deltas, no queues, no locks. */
export interface Model {
  messages: Set<ModelMessage>
  rows: Set<ModelRow>
  readonly campaigns: Map<string, ModelCampaign>
  readonly inbound: Map<string, Inbound>
  /** Names that campaigns bore, the last lost at the end. */
  formerNames: { readonly campaign: string; readonly name: string }[]
  /** What deleted messages still add to the totals of analytics. */
  expired: ModelMessage[]
  /** Campaigns whose counters somebody wrote over while they had no recipients. */
  readonly overwritten: Set<string>
  orders: number
}

export function createModel(): Model {
  return {
    messages: new Set(),
    rows: new Set(),
    campaigns: new Map(),
    inbound: new Map(),
    formerNames: [],
    expired: [],
    overwritten: new Set(),
    orders: 0,
  }
}

export function find(model: Model, { reference, messageId, campaign }: Where): ModelRow[] {
  return [...model.rows].filter(
    (row) =>
      (reference === undefined || row.reference === reference) &&
      (messageId === undefined || row.messageId === messageId) &&
      (campaign === undefined || row.campaign === campaign),
  )
}

export function addRow(model: Model, given: Partial<ModelRow> & Pick<ModelRow, 'campaign'>): ModelRow {
  const row: ModelRow = {
    order: model.orders++,
    made: false,
    status: 'pending',
    times: {},
    asserted: new Set(),
    writtenAt: ANY_TIME,
    breakdown: [],
    ...given,
  }
  model.rows.add(row)
  return row
}

/** When a message was first heard of, exactly: where the model knows only between which moments, and its row is about to go. */
export function noteCreation(model: Model, id: string, at: number | undefined): void {
  for (const message of model.messages) {
    const { createdAt, ids } = message
    if (nameOf(ids) !== id || at === undefined || createdAt === undefined) continue
    if (at >= createdAt.from && at <= createdAt.to) message.createdAt = exactly(at)
  }
}
