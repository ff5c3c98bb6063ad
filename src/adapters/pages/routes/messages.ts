import { type MessageFilter, type MessagePosition, OUTCOMES } from '../../../domain/dashboard/messages.ts'
import { dayStartMs, quarterEndMs, quarterStartMs } from '../../../domain/dashboard/span.ts'
import { type Fields, type Frame, PageProblem } from '../frame.ts'
import { messagesHref, withAfter } from '../links.ts'
import type { PagesOptions } from '../options.ts'
import { readPosition, writePosition } from '../position.ts'
import { readTime } from '../span-fields.ts'
import { messagesPage } from '../views/messages.tsx'

const PAGE = 50
const MAX_TEXT_CHARACTERS = 512

/** Lists of messages: what figures link to. */
export function messageRoutes(frame: Frame, { messages, now }: Pick<PagesOptions, 'messages' | 'now'>): void {
  frame.get('/messages', async (viewer, query) => {
    const filter = filterOf(query, viewer.zone, now())
    const list = await messages(filter, positionOf(query('after')), PAGE)
    const next = list.next && withAfter(hrefOf(filter), writePosition(list.next))
    return messagesPage(viewer, filter, list, next, query('notice') === 'not-found')
  })
}

function filterOf(query: Fields, zone: string, nowMs: number): MessageFilter {
  const fromMs = quarterStartMs(readTime(query('from')) ?? dayStartMs(zone, nowMs))
  const toMs = quarterStartMs(readTime(query('to')) ?? quarterEndMs(nowMs))
  if (fromMs >= toMs) throw new PageProblem('badRequest')
  const outcome = OUTCOMES.find((one) => one === query('outcome'))
  const code = query('code').slice(0, MAX_TEXT_CHARACTERS)
  return {
    campaign: query('campaign').slice(0, MAX_TEXT_CHARACTERS),
    fromMs,
    toMs,
    ...(outcome !== undefined && { outcome }),
    ...(code !== '' && { failureCode: code }),
  }
}

function hrefOf(filter: MessageFilter): string {
  return messagesHref(filter, {
    ...(filter.campaign !== '' && { campaign: filter.campaign }),
    ...(filter.outcome !== undefined && { outcome: filter.outcome }),
    ...(filter.failureCode !== undefined && { code: filter.failureCode }),
  })
}

function positionOf(text: string): MessagePosition | undefined {
  const [at = '', key = ''] = readPosition(text, 2) ?? []
  if (text === '') return undefined
  if (Number.isNaN(Date.parse(at)) || !/^\d{1,18}$/.test(key)) throw new PageProblem('badRequest')
  return [at, key]
}
