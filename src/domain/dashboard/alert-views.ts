import type { ListedAlert, RuleStatus } from '../alerts/alert-status.ts'
import type { Labels, Rule } from '../alerts/rule.ts'
import type { Silence } from '../alerts/silence.ts'
import type { Page } from '../campaigns/ports.ts'
import type { MailLine, MailText } from './operations.ts'
import type { Part } from './part.ts'
import type { PastAlert } from './ports.ts'

/** Where a page of the history begins. */
export type HistoryPosition = readonly [firedAt: string, id: string]

/** What the page of alerts shows. */
export interface AlertsView {
  readonly nowMs: number
  readonly alerts: Part<{ readonly loud: readonly ListedAlert[]; readonly silenced: readonly ListedAlert[] }>
  readonly silences: Part<readonly Silence[]>
  readonly history: Part<Page<PastAlert, HistoryPosition>>
  readonly rules: Part<readonly { readonly rule: Rule; readonly status?: RuleStatus }[]>
}

/** What a rule would have done over some hours. */
export interface BackTest {
  readonly hours: number
  readonly points: readonly { readonly atMs: number; readonly value?: number }[]
  readonly fired: readonly { readonly atMs: number; readonly labels: Labels; readonly summary: string }[]
  /** Evaluations that failed. */
  readonly failures: number
  /** It took too long, and ends before its time. */
  readonly isCut: boolean
}

/** What a rule measured over some hours, and what it is compared with where that is one figure. */
export interface ValuesOverTime {
  readonly hours: number
  /** Of each step the value nearest to firing; nothing where it failed or there was nothing to measure. */
  readonly points: readonly { readonly atMs: number; readonly value?: number }[]
  readonly fires?: number
  readonly resolves?: number
}

/** What the page of one rule shows. */
export interface RuleView {
  readonly rule: Rule
  readonly status: Part<RuleStatus | undefined>
  readonly history: Part<readonly PastAlert[]>
  readonly values: Part<ValuesOverTime>
  readonly backTest?: BackTest
}

/** What a silence would keep quiet. */
export interface SilencePreview {
  /** Why it would keep nothing quiet, if so. */
  readonly problem?: string
  /** Alerts that are open now. */
  readonly open: readonly ListedAlert[]
  /** Of the last seven days; no more are looked at. */
  readonly past: readonly PastAlert[]
}

/** What the pages about alerts show. */
export interface AlertViews {
  alerts(after: HistoryPosition | undefined): Promise<AlertsView>
  /** @param backTestHours 0 for no back-test */
  rule(name: string, valueHours: number, backTestHours: number): Promise<RuleView | undefined>
  /** The newest, of alerts and summaries. */
  mails(): Promise<readonly MailLine[]>
  mail(id: string): Promise<MailText | undefined>
  preview(silence: Pick<Silence, 'rule' | 'labels'>): Promise<SilencePreview>
}
