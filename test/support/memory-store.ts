import { addContribution, NO_CONTRIBUTION } from '../../src/domain/campaigns/contribution.ts'
import type {
  Change,
  CounterDelta,
  Loaded,
  StoredMessage,
  StoredRecipient,
} from '../../src/domain/messages/change.ts'
import type { StateStore } from '../../src/domain/messages/ports.ts'
import type { Rejected } from '../../src/domain/messages/report.ts'

/** The state in memory: the port's contract with nothing around it, for the conformance suite and the properties. */
export interface MemoryStore extends StateStore {
  readonly messages: Map<bigint, StoredMessage>
  readonly recipients: Map<string, StoredRecipient>
  readonly campaigns: Map<string, { name: string; counters: CounterDelta }>
  readonly rejects: Rejected[]
}

export function createMemoryStore(): MemoryStore {
  const messages = new Map<bigint, StoredMessage>()
  const recipients = new Map<string, StoredRecipient>()
  const campaigns = new Map<string, { name: string; counters: CounterDelta }>()
  const rejects: Rejected[] = []
  let nextKey = 1n

  function load(ids: readonly string[], unsent: readonly string[] = []): Loaded {
    const asked = new Set(ids)
    const found = [...messages.values()].filter((message) => message.ids.some((id) => asked.has(id)))
    for (const message of found) for (const id of message.ids) asked.add(id)
    return {
      messages: found,
      recipients: [...recipients.values()].filter((recipient) =>
        recipient.messageId === undefined ? unsent.includes(recipient.key) : asked.has(recipient.messageId),
      ),
      campaignIds: new Map([...campaigns].map(([id, { name }]) => [name, id])),
    }
  }

  function apply(change: Change): void {
    for (const key of change.mergedMessages) messages.delete(key)
    for (const { key = nextKey++, ids, facts, countedIn, heardAtMs } of change.messages) {
      const createdAtMs = messages.get(key)?.createdAtMs ?? heardAtMs
      messages.set(key, { key, ids, facts, countedIn, createdAtMs })
    }
    for (const [id, name] of change.newCampaigns) {
      campaigns.set(id, { name, counters: { ...NO_CONTRIBUTION, recipients: 0 } })
    }
    for (const { key } of change.removedRecipients) recipients.delete(key)
    for (const { stored, contribution, ...write } of change.recipients) {
      const key = stored?.key ?? String(nextKey++)
      const fromWebhook = stored?.fromWebhook ?? true
      recipients.set(key, {
        ...write,
        key,
        fromWebhook,
        counted: contribution,
        settled: true,
        writtenAtMs: 0,
      })
    }
    for (const [id, delta] of change.counters) {
      const campaign = campaigns.get(id)
      if (campaign === undefined) continue
      const counters = {
        ...addContribution(campaign.counters, delta),
        recipients: campaign.counters.recipients + delta.recipients,
      }
      campaigns.set(id, { ...campaign, counters })
    }
  }

  return {
    messages,
    recipients,
    campaigns,
    rejects,
    async update(scope, decide) {
      const change = decide(load(scope.ids))
      apply(change)
      return change.stats
    },
    async joinExternalRows(limit, decide) {
      const unsettled = [...recipients.values()].filter((recipient) => !recipient.settled).slice(0, limit)
      const keys = unsettled.filter(({ messageId }) => messageId === undefined).map(({ key }) => key)
      if (unsettled.length > 0)
        apply(
          decide(
            load(
              unsettled.flatMap(({ messageId }) => messageId ?? []),
              keys,
            ),
          ),
        )
      return unsettled.length
    },
    async joinUncounted() {
      return 0 // Nobody else writes here.
    },
    async setApart() {
      throw new Error('Nothing is refused here.')
    },
    async probe() {},
    async keepRejects(more) {
      rejects.push(...more)
      return more.length
    },
  }
}
