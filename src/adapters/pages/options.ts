import type { AlertActions } from '../../domain/alerts/ports.ts'
import type { AccountViews } from '../../domain/dashboard/account-view.ts'
import type { AlertViews } from '../../domain/dashboard/alert-views.ts'
import type { ReadBestTimes } from '../../domain/dashboard/best-times.ts'
import type { CampaignViews } from '../../domain/dashboard/campaign-views.ts'
import type { HealthViews } from '../../domain/dashboard/health-view.ts'
import type { ImportJobs } from '../../domain/dashboard/imports.ts'
import type { ReadMessages } from '../../domain/dashboard/message-list.ts'
import type { ReadOverview } from '../../domain/dashboard/overview.ts'
import type { PersonViews } from '../../domain/dashboard/person.ts'
import type {
  CampaignActions,
  NumberView,
  SendingActions,
  SuppressionActions,
} from '../../domain/dashboard/ports.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import type { Tokens } from './session.ts'

/** What the pages show and drive. */
export interface PagesOptions {
  readonly tokens: Tokens
  /** Where people reach the service, such as "https://bluetick.example.org"; absent where nobody said. */
  readonly publicUrl?: string
  readonly version: string
  readonly now: () => number
  readonly overview: ReadOverview
  readonly messages: ReadMessages
  readonly campaigns: CampaignViews
  readonly campaignActions: CampaignActions
  readonly imports: ImportJobs
  readonly account: AccountViews
  readonly mayWrite: SuppressionActions
  readonly people: PersonViews
  readonly sending: SendingActions
  readonly alerts: AlertViews
  readonly alertActions: Pick<AlertActions, 'acknowledge' | 'unacknowledge' | 'silence' | 'endSilence'>
  /** The rules that are evaluated. */
  readonly ruleNames: () => readonly string[]
  readonly health: HealthViews
  readonly bestTimes: ReadBestTimes
  readonly recordNumberView: (view: NumberView) => Promise<void>
  /** Where numbers without a country code are from, in searches. */
  readonly country?: Country
  /** Called with errors that nobody expected. */
  readonly onError: (error: unknown) => void
}
