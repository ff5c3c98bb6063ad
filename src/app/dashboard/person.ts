import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import type { UsualHour } from '../../domain/dashboard/best-times.ts'
import {
  type EngagementScore,
  engagementOf,
  lineOfMessage,
  type PersonViews,
  type PlanOfMessage,
} from '../../domain/dashboard/person.ts'
import type { AccountNewsStore } from '../../domain/dashboard/ports.ts'
import { partOf } from './part.ts'

export interface PersonViewParts {
  readonly campaigns: Pick<CampaignStore, 'message' | 'messagesOf'>
  readonly account: Pick<AccountNewsStore, 'suppressionsOf'>
  readonly plansOfMessage: (id: string) => Promise<readonly PlanOfMessage[]>
  readonly scoreOf: (phone: string) => Promise<EngagementScore | undefined>
  readonly usualHour: (zone: string) => Promise<UsualHour | undefined>
  readonly onProblem: (error: unknown) => void
}

/** The newest messages of a person that are looked at. */
const MAX_MESSAGES = 200

/** What the pages about messages and people show. */
export function createPersonViews(parts: PersonViewParts): PersonViews {
  const { campaigns, account, plansOfMessage, scoreOf, usualHour, onProblem } = parts
  return {
    async message(id) {
      const known = await campaigns.message(id)
      if (known === undefined) return undefined
      const phone = known.message?.facts.phone
      const suppressions = phone === undefined ? Promise.resolve([]) : account.suppressionsOf(phone)
      const [plans, stopped] = await Promise.all([
        partOf(plansOfMessage(id), onProblem),
        partOf(suppressions, onProblem),
      ])
      return { known, plans, suppressions: stopped }
    },
    async person(phone, zone) {
      const [{ items, next }, score, usual, suppressions] = await Promise.all([
        campaigns.messagesOf(phone, undefined, MAX_MESSAGES),
        partOf(scoreOf(phone), onProblem),
        partOf(usualHour(zone), onProblem),
        partOf(account.suppressionsOf(phone), onProblem),
      ])
      const messages = items.map(({ message }) => message)
      return {
        engagement: engagementOf(messages, zone),
        score,
        usualHour: usual,
        suppressions,
        messages: items.map(lineOfMessage),
        more: next !== undefined,
      }
    },
  }
}
