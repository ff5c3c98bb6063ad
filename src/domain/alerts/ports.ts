import type { Signal } from './alert-state.ts'
import type { EpisodeView, ListedAlert, RuleStatus } from './alert-status.ts'
import type { Acknowledgement, AttentionStep } from './attention.ts'
import type { Decision, Diagnosis, Known, RuleResult } from './decide.ts'
import type { HistoryQuery, PastAlert } from './history.ts'
import type {
  Composed,
  LeasedMail,
  LeasedNotification,
  MailContent,
  MailFailure,
  NewMail,
  NewNotification,
  SendResult,
} from './mail.ts'
import type { MailPlan, WaitingSignal } from './mail-plan.ts'
import type { CurrentAlert, Notification } from './notification.ts'
import type { PastEpisode } from './outage.ts'
import type { RestingCampaign } from './resting-campaign.ts'
import type { Labels, Rule } from './rule.ts'
import type { MinuteFigures } from './service-minute.ts'
import type { Silence } from './silence.ts'

/** A table of figures for a mail: the names of its columns, and rows of text and numbers. */
export interface FigureTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** A table that says what it shows. */
export interface TitledTable extends FigureTable {
  readonly title: string
}

/**
 * Asks the questions of rules, tables and summaries. Reads only, within a statement timeout; an error costs only
 * the one question.
 */
export interface RuleRunner {
  /** Never rejects: what goes wrong is an answer. */
  ask(rule: Rule, nowMs: number): Promise<RuleResult>
  /** The same for many times, oldest first: for back-tests. Never rejects. */
  askEach(
    rule: Rule,
    slots: readonly number[],
  ): AsyncIterable<{ readonly slotMs: number; readonly result: RuleResult }>
  /**
   * A table beside an alert: of all, or of what the alert's labels name where its query asks for them.
   *
   * @throws Error where there is no such table, or the database does not answer it
   */
  table(name: string, nowMs: number, labels?: Labels): Promise<TitledTable>
  /** A table of a summary: of messages heard of from `fromMs` until before `toMs`. @throws as `table` does */
  summaryTable(name: string, span: SummarySpan): Promise<FigureTable>
}

export interface SummarySpan {
  readonly fromMs: number
  readonly toMs: number
  /** The time zone in which days and hours are cut. */
  readonly zone: string
}

/** Where rules and alerts stand. Every method may be called on any number of replicas at once. */
export interface AlertStore {
  /** The clock that all replicas share, in milliseconds since the epoch. */
  now(): Promise<number>
  ruleStatuses(): Promise<readonly RuleStatus[]>
  /**
   * Records one evaluation in one transaction: claims the slot, asks `decide`, and writes states, episodes and
   * signals. False, and nothing written, where this slot or a newer one was claimed before.
   */
  record(
    rule: Rule,
    slotMs: number,
    diagnosis: Diagnosis & { readonly durationMs: number },
    decide: (known: Known) => Decision,
  ): Promise<boolean>
  /**
   * Forgets a rule that is gone, and ends its episodes, in one transaction. `notify` says what people hear of it; it is
   * given the alerts that were open, on one replica only.
   */
  retire(
    rule: string,
    nowMs: number,
    notify: (open: readonly ListedAlert[]) => readonly Signal[],
  ): Promise<void>
  /** Records an episode that was over before it could be written. The first to do so decides what is notified. */
  recordPast(episode: PastEpisode): Promise<void>
  alerts(): Promise<readonly ListedAlert[]>
  /** Silences that hold or are to come. */
  silences(nowMs: number): Promise<readonly Silence[]>
  /**
   * Ends an acknowledgement that wore off, or notes that the next list is notified, and notifies people, in one transaction and
   * on one replica: whoever comes second changes nothing.
   */
  attend(episode: string, step: AttentionStep, nowMs: number): Promise<void>
  /** Episodes that fired in a time, the newest first; at most `limit`. */
  history(query: HistoryQuery): Promise<readonly PastAlert[]>
  /**
   * Adds figures to their minutes (keys: milliseconds since the epoch on the clock of the process, which shows `clockMs`
   * now); the store's own clock decides which minutes they are.
   */
  addServiceMinutes(minutes: ReadonlyMap<number, MinuteFigures>, clockMs: number): Promise<void>
  /** Forgets what is old. */
  tidy(nowMs: number): Promise<void>
}

/**
 * What people are to be notified of, and the mails and notifications that do it. Mails and channels do not wait for one another.
 * Any number of replicas may work on it.
 */
export interface Outbox {
  /**
   * Turns waiting signals into mails, in one transaction and on one replica at a time; `'wait'` leaves them waiting. What is
   * held comes back, marked, when its time is over.
   *
   * @returns how many mails were made
   */
  compose(
    nowMs: number,
    write: (
      waiting: readonly WaitingSignal[],
      mailedLastHour: ReadonlyMap<string, number>,
    ) => Promise<Composed<NewMail> | 'wait'>,
  ): Promise<number>
  /** The same for what channels are sent. An episode's notifications do not wait for one another. */
  composeNotifications(
    nowMs: number,
    write: (
      waiting: readonly WaitingSignal[],
      sentLastHour: ReadonlyMap<string, number>,
    ) => Promise<Composed<NewNotification>>,
  ): Promise<number>
  /**
   * Takes the next notification of one channel that is due, for `leaseMs`; in order. It counts as one that may have arrived
   * until its end is recorded.
   */
  leaseNotification(channel: string, nowMs: number, leaseMs: number): Promise<LeasedNotification | undefined>
  /** Gives up what waits for channels that are not named: nobody can send it. @returns the names */
  giveUpUnknown(channels: readonly string[], nowMs: number): Promise<readonly string[]>
  /** Takes the next mail that is due, for `leaseMs`; each recipient's mails in order. */
  lease(nowMs: number, leaseMs: number): Promise<LeasedMail | undefined>
  /** To be called after the server took the mail. */
  sent(id: string, nowMs: number): Promise<void>
  failed(id: string, failure: MailFailure): Promise<void>
  /**
   * Some signals that nobody was notified of since before `beforeMs`, neither by mail nor by a channel; those that the second
   * channel was tried with longest ago come first, so that what it never takes holds up nothing else.
   */
  unnotified(beforeMs: number): Promise<readonly WaitingSignal[]>
  /** The second channel took it, or was tried in vain. */
  secondChannelTried(id: string, nowMs: number, taken: boolean): Promise<void>
  /**
   * When the oldest thing in it was put there, and how many mails wait. `holdingSinceMs` leaves out mails that are not
   * taken for their own sake, such as to an address with a typing error.
   */
  age(
    nowMs: number,
  ): Promise<{ readonly oldestMs?: number; readonly holdingSinceMs?: number; readonly mails: number }>
  /** Puts mails of another kind on their way: tests. */
  add(mails: readonly NewMail[], nowMs: number): Promise<void>
  /**
   * Claims the summary of one period and puts its mails on their way, in one transaction. `'taken'` where it was
   * made before; `'skipped'`, and no mail, where it is late and no summary of that name was ever made: the period
   * ended before Bluetick came.
   */
  addSummary(
    summary: SummaryClaim,
    mails: readonly NewMail[],
    nowMs: number,
  ): Promise<'made' | 'taken' | 'skipped'>
  /** Campaigns that came to rest and that no summary named `campaign` was made of, the first first. */
  restingCampaigns(nowMs: number, limit: number): Promise<readonly RestingCampaign[]>
  summariesMade(): Promise<readonly Pick<SummaryClaim, 'name' | 'period' | 'zone'>[]>
}

export interface SummaryClaim {
  readonly name: string
  readonly period: string
  readonly zone: string
  readonly late: boolean
}

/** Brings mails to the mail server. Never rejects, and always ends within its time limit. */
export interface Mailer {
  send(mail: {
    readonly messageId: string
    readonly recipient: string
    readonly content: MailContent
  }): Promise<SendResult>
  close(): void
}

/** A way to people beside mail. */
export interface Channel {
  /** What one message of it holds: all alerts of a moment, as for a chat, or one alert, as for a pager. */
  readonly holds: 'moment' | 'alert'
  /**
   * Whether its receiver knows a repeated message again. Where it does not, a message that may have arrived is not sent a
   * second time.
   */
  readonly deduplicates: boolean
  /** Never rejects, and always ends within its time limit. */
  send(notification: Notification): Promise<SendResult>
  /** Repeats what fires now, for a receiver that otherwise takes it to be over. Never rejects. */
  refresh?(alerts: readonly CurrentAlert[]): Promise<SendResult>
}

/** Channels by their names. */
export type Channels = ReadonlyMap<string, Channel>

/** The second channel. */
export interface SecondChannel {
  /**
   * The same signal under the same id is known as a repetition, where the receiver knows such.
   *
   * @throws Error where it was not taken
   */
  notify(id: string, signal: Signal): Promise<void>
}

/** Writes what a channel shows of a plan. */
export type WriteNotification = (plan: MailPlan, nowMs: number) => Promise<Notification>

/** What people do about alerts; every act has an author. */
export interface AlertActions {
  /**
   * Takes an episode on: no reminders and no escalation from then, and the others hear of it. The first stays.
   *
   * @returns who has it, or undefined where there is no such open episode
   */
  acknowledge(acknowledgement: Acknowledgement): Promise<string | undefined>
  /**
   * Ends an acknowledgement, and the others hear of it.
   *
   * @returns whose it was, or undefined where nobody has such an open episode
   */
  unacknowledge(act: Pick<Acknowledgement, 'episode' | 'author' | 'atMs'>): Promise<string | undefined>
  episode(id: string): Promise<EpisodeView | undefined>
  /** @returns the silence's id */
  silence(silence: Omit<Silence, 'id'>): Promise<string>
  /** False where there is no such silence, or it is over. */
  endSilence(id: string, author: string, atMs: number): Promise<boolean>
  /** Silences that hold or are to come. */
  silences(nowMs: number): Promise<readonly Silence[]>
  /** The key of that name which all replicas share: `fresh` where there was none. */
  sharedKey(name: string, fresh: string): Promise<string>
}
