import type { AccountViews, NewsOfSpan, StoppedFilter } from '../../domain/dashboard/account-view.ts'
import type { AccountNewsStore } from '../../domain/dashboard/ports.ts'
import { partOf } from './part.ts'

const NEWS_PAGE = 25
/** What other pages show of the news. */
const NEWEST = 5

/** What the pages about account events and about opt-outs show. */
export function createAccountViews(
  store: AccountNewsStore,
  onProblem: (error: unknown) => void,
): AccountViews {
  return {
    async account(filter, after) {
      const [news, stopped] = await Promise.all([
        partOf(store.news(filter, after, NEWS_PAGE), onProblem),
        partOf(store.countStopped({}), onProblem),
      ])
      return { news, stopped }
    },
    async stopped(filter, after, limit) {
      const [total, page] = await Promise.all([
        store.countStopped(filter),
        store.stopped(filter, after, limit),
      ])
      return { total, ...page }
    },
  }
}

/** The newest news of a time, and how many people stopped in it. */
export async function newsOf(
  store: AccountNewsStore,
  filter: StoppedFilter & Required<Pick<StoppedFilter, 'span'>>,
): Promise<NewsOfSpan> {
  const [{ items }, stopped] = await Promise.all([
    store.news({ span: filter.span }, undefined, NEWEST),
    store.countStopped(filter),
  ])
  return { events: items, stopped, filter }
}
