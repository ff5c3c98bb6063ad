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
    for (const { key } of change.mergedMessages) messages.delete(key)
    for (const { key = nextKey++, ids, facts, countedIn, recipientLeft, createdAtMs } of change.messages) {
      const heardAtMs = createdAtMs ?? messages.get(key)?.createdAtMs
      const created = heardAtMs === undefined ? {} : { createdAtMs: heardAtMs }
      messages.set(key, { key, ids, facts, countedIn, recipientLeft, ...created })
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
        pendingJoin: false,
        asserted: [],
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
    async externalChanges(limit) {
      const pending = [...recipients.values()].filter(({ pendingJoin }) => pendingJoin)
      return pending.slice(0, limit).map(({ key }) => ({ kind: 'recipient', key }))
    },
    async joinExternal(changes, decide) {
      const pending = changes.flatMap(({ key }) => recipients.get(key) ?? [])
      const ids = pending.flatMap(({ messageId }) => messageId ?? [])
      apply(
        decide(
          load(
            ids,
            changes.map(({ key }) => key),
          ),
        ),
      )
    },
    async postponeExternal() {},
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
