import type { SimulatedCounters } from './ledger.ts'
import type { PastNews } from './past.ts'
import type { SimulatedCampaign, SimulatedMessage, SimulatedWebhook } from './simulation.ts'

/** What came of one POST. Only `acknowledged` promises that the webhook will count. */
export type PostResult =
  | { readonly kind: 'acknowledged' }
  /** The service is busy or away: worth another attempt. */
  | { readonly kind: 'deferred'; readonly reason: string }
  /** Another attempt would end the same. */
  | { readonly kind: 'refused'; readonly reason: string }

/** A sender outside the service, which knows its public webhook and its API only. */
export interface SimulatedSender {
  /**
   * Registers a campaign and its recipients; harmless to repeat.
   *
   * @throws Error that says which request the API refused, and why
   */
  register(campaign: SimulatedCampaign, messages: readonly SimulatedMessage[]): Promise<void>
  /** Posts one webhook; `originMs` is when simulated time began, in milliseconds since the epoch. Never throws. */
  post(webhook: SimulatedWebhook, originMs: number): Promise<PostResult>
  /** Posts one webhook of an account event, as Meta does. Never throws. */
  postEvent(news: PastNews): Promise<PostResult>
  /** @throws Error as `register` */
  countersOf(campaign: SimulatedCampaign): Promise<SimulatedCounters>
}

/** What a demonstration changes in the database beside what reports do. */
export interface PastStore {
  /** Sets when the campaign of a name began, when its counters last changed, and its status; harmless to repeat. */
  backdate(name: string, startMs: number, endMs: number, status: string): Promise<void>
}
