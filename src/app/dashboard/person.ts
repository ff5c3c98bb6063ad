import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import { engagementOf, lineOfMessage, type PersonViews } from '../../domain/dashboard/person.ts'

/** The newest messages of a person that are looked at. */
const MAX_MESSAGES = 200

/** What the pages about messages and people show. */
export function createPersonViews(campaigns: Pick<CampaignStore, 'message' | 'messagesOf'>): PersonViews {
  return {
    message: (id) => campaigns.message(id),
    async person(phone, zone) {
      const { items, next } = await campaigns.messagesOf(phone, undefined, MAX_MESSAGES)
      const messages = items.map(({ message }) => message)
      return {
        engagement: engagementOf(messages, zone),
        messages: messages.map(lineOfMessage),
        more: next !== undefined,
      }
    },
  }
}
