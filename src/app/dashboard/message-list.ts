import type { ReadMessages } from '../../domain/dashboard/message-list.ts'
import type { MessageFilter, Sums } from '../../domain/dashboard/messages.ts'
import type { DashboardStore } from '../../domain/dashboard/ports.ts'

/** The messages behind a figure, and the figure. */
export function createMessageList(store: DashboardStore): ReadMessages {
  return async (filter, after, limit) => {
    const [total, page] = await Promise.all([totalOf(store, filter), store.messages(filter, after, limit)])
    return { total, ...page }
  }
}

async function totalOf(store: DashboardStore, filter: MessageFilter): Promise<number> {
  const { campaign, outcome, failureCode } = filter
  if (failureCode !== undefined) return (await store.failures(campaign, filter)).get(failureCode) ?? 0
  const [sums] = await store.sums(campaign, [filter])
  return sums === undefined ? 0 : countOf(sums, outcome)
}

function countOf(sums: Sums, outcome: MessageFilter['outcome']): number {
  switch (outcome) {
    case undefined:
      return sums.messages
    case 'open':
      return sums.messages - sums.delivered - sums.failed
    case 'unanswered':
      return sums.read - sums.replied
    default:
      return sums[outcome]
  }
}
