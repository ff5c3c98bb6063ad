import type { KeptEvent } from '../account/ports.ts'
import type { Suppression } from '../account/suppression.ts'
import type { Labels, Severity } from '../alerts/rule.ts'
import type { Campaign } from '../campaigns/campaign.ts'
import type { CampaignChange, ExportOptions, Page } from '../campaigns/ports.ts'
import type { Pricing } from '../messages/report.ts'
import type { SendRules } from '../sending/plan.ts'
import type { PlanOperations } from '../sending/plan-operations.ts'
import type { AttemptStore, PlanStore } from '../sending/ports.ts'
import type { NewsFilter, NewsPosition, StoppedFilter, SuppressionPosition } from './account-view.ts'
import type { MessageFilter, MessageLine, MessagePosition, Sums } from './messages.ts'
import type { Beat, MailLine, MailText, Replica, StuckLine } from './operations.ts'
import type { ReplySums } from './replies.ts'
import type { Span } from './span.ts'

export interface Times {
  readonly deliveries: ReadonlyMap<number, number>
  readonly reads: ReadonlyMap<number, number>
  readonly replies: ReadonlyMap<number, number>
}

/** Messages of one price, as Meta bills them. */
export interface Price extends Pricing {
  readonly messages: number
}

/** An alert of the past, or of now, from firing to its end. */
export interface PastAlert {
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  readonly labels: Labels
  readonly firedAtMs: number
  readonly endedAtMs?: number
  readonly summary?: string
  readonly acknowledgedBy?: string
  readonly note?: string
}

/** What a rule measured in a step: nothing where it failed, or there was nothing to measure. */
export interface RuleValue {
  readonly atMs: number
  readonly least?: number
  readonly greatest?: number
}

/** An item that was not understood. */
export interface RejectLine {
  readonly id: string
  readonly receivedAtMs: number
  readonly source: string
  readonly reason: string
  readonly explanation: string
}

/** The same, as it came. */
export interface Reject extends RejectLine {
  readonly raw: string
}

/** The database server. */
export interface DatabaseFacts {
  readonly version: string
  readonly startedAtMs: number
  /** It only follows another one, and takes no writes. */
  readonly follows: boolean
  readonly bytes: number
}

/** Messages by the hour of the week in which they were first heard of. */
export interface HourOfWeek {
  /** 1 for Monday to 7 for Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly delivered: number
  readonly read: number
}

/** Somebody asked for phone numbers, which pages mask. */
export interface NumberView {
  readonly atMs: number
  readonly person: string
  readonly role: string
  /** The page's path, which tells no number. */
  readonly page: string
}

export const CAMPAIGN_SORTS = ['newest', 'name', 'recipients', 'delivered', 'read', 'failed'] as const
export type CampaignSort = (typeof CAMPAIGN_SORTS)[number]

export interface CampaignQuery {
  /** What the name holds, or the whole id; '' for any. */
  readonly search: string
  readonly withArchived: boolean
  readonly sort: CampaignSort
  readonly from: number
}

/** How the service did in a time. */
export interface ServiceSums {
  readonly webhooks: number
  readonly webhookErrors: number
  readonly reports: number
  readonly rejects: number
  readonly slowestUpdateMs: number
}

/**
 * What the pages read, each within the pages' own time limit. Figures come from rollups; lists are read by key, one page at a
 * time. Calls reject with `TooSlowError` where the limit was reached.
 */
export interface DashboardStore {
  /** For each span, in order. */
  sums(campaign: string, spans: readonly Span[]): Promise<readonly Sums[]>
  /** From the first to the last quarter-hour in which messages of a campaign were first heard of. */
  life(campaign: string): Promise<Span | undefined>
  /** Failed messages by failure code. */
  failures(campaign: string, span: Span): Promise<ReadonlyMap<string, number>>
  /** How many messages took a time from sent to delivered, from there to reading, and to the first reply, by bin of `timeBin`. */
  times(campaign: string, span: Span): Promise<Times>
  replySums(campaign: string, span: Span): Promise<ReplySums>
  /** The largest first. */
  prices(campaign: string, span: Span): Promise<readonly Price[]>
  /** Of the newest thousand that fit; `limit` from the place `from` on. */
  campaigns(filter: CampaignQuery, limit: number): Promise<readonly Campaign[]>
  /** Only hours in which something was delivered. */
  hoursOfWeek(campaign: string, span: Span, zone: string): Promise<readonly HourOfWeek[]>
  recordNumberView(view: NumberView): Promise<void>
  /** Newest first. */
  numberViews(limit: number): Promise<readonly NumberView[]>
  /** Of a rule, or of all; newest first. */
  pastAlerts(
    rule: string | undefined,
    after: readonly [firedAt: string, id: string] | undefined,
    limit: number,
  ): Promise<Page<PastAlert, readonly [firedAt: string, id: string]>>
  /** What a rule measured in each step in which it was evaluated, oldest first; kept for a week. */
  ruleValues(rule: string, span: Span, stepMs: number): Promise<readonly RuleValue[]>
  /** Newest first. */
  rejects(afterId: string | undefined, limit: number): Promise<Page<RejectLine, string>>
  reject(id: string): Promise<Reject | undefined>
  database(): Promise<DatabaseFacts>
  /** For each span, in order. */
  serviceSums(spans: readonly Span[]): Promise<readonly ServiceSums[]>
  /** When a webhook was last answered, to the minute; nothing where none ever was. */
  lastWebhookMs(): Promise<number | undefined>
  /** How long reports took from receipt to commit, by bin of `timeBin`, in hundredths of its times. */
  lag(span: Span): Promise<ReadonlyMap<number, number>>
  /** Newest first. */
  messages(
    filter: MessageFilter,
    after: MessagePosition | undefined,
    limit: number,
  ): Promise<Page<MessageLine, MessagePosition>>
}

/** The database took longer than a page may wait for it. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError'
}

/** What people do about campaigns on the pages. */
export interface CampaignActions {
  /** @returns its id, or undefined where another campaign has the name */
  create(name: string): Promise<string | undefined>
  edit(
    id: string,
    change: CampaignChange,
  ): Promise<'edited' | 'no-such-campaign' | 'name-taken' | 'ends-first'>
  /** The recipients as CSV, piece by piece. */
  exportCsv(id: string, options: ExportOptions): AsyncIterable<string>
}

/** What people see and do of sending. What must not be done is thrown as PlanRefusedError. */
export interface SendingActions extends PlanOperations {
  readonly plans: Pick<PlanStore, 'list' | 'exclusions' | 'results' | 'log'>
  readonly attempts: Pick<AttemptStore, 'uncertain' | 'resolveByPerson' | 'numbers' | 'tryNumber'>
  /** The rules as the configuration has them. */
  readonly rules: SendRules
}

/** What the pages about the account read, each within the pages' own time limit. */
export interface AccountNewsStore {
  /** News of templates, numbers and the account, not of people; newest first. */
  news(
    filter: NewsFilter,
    after: NewsPosition | undefined,
    limit: number,
  ): Promise<Page<KeptEvent, NewsPosition>>
  /** People who must not be written to, newest first. */
  stopped(
    filter: StoppedFilter,
    after: SuppressionPosition | undefined,
    limit: number,
  ): Promise<Page<Suppression, SuppressionPosition>>
  /** As many as `stopped` lists. */
  countStopped(filter: StoppedFilter): Promise<number>
  /** Why a person must not be written to. */
  suppressionsOf(phone: string): Promise<readonly Suppression[]>
}

/** What people say on pages about who may be written to. */
export interface SuppressionActions {
  stop(phone: string, atMs: number): Promise<void>
  /** Ends every reason. */
  resume(phone: string, atMs: number): Promise<void>
}

/** What the page about the service reads beside the figures. Calls reject with `TooSlowError` as those of `DashboardStore` do. */
export interface OperationsStore {
  /** The newest of them, and how many there are. */
  stuck(limit: number): Promise<{ readonly items: readonly StuckLine[]; readonly total: number }>
  /** Those that were seen within a day, the newest first. */
  replicas(): Promise<readonly Replica[]>
  /** The newest mails. */
  mails(limit: number): Promise<readonly MailLine[]>
  mail(id: string): Promise<MailText | undefined>
  /** Says that a replica is there; harmless to repeat. */
  beat(beat: Beat): Promise<void>
}
