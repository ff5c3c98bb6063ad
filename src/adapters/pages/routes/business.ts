import { EVENT_EFFECTS } from '../../../domain/account/event.ts'
import { SUPPRESSION_REASONS } from '../../../domain/account/suppression.ts'
import type { StoppedFilter, SuppressionPosition } from '../../../domain/dashboard/account-view.ts'
import { type Fields, type Frame, PageProblem } from '../frame.ts'
import { newsHref, stoppedHref, withAfter } from '../links.ts'
import type { PagesOptions } from '../options.ts'
import type { Look } from '../page.ts'
import { readPosition, writePosition } from '../position.ts'
import { readSpan } from '../span-fields.ts'
import { accountPage, stoppedPage } from '../views/account.tsx'

const PAGE = 50
const MAX_TEXT_CHARACTERS = 512

type BusinessOptions = Pick<PagesOptions, 'account' | 'mayWrite' | 'now'>

/** Account events, and the people who must not be written to. */
export function businessRoutes(frame: Frame, { account, mayWrite, now }: BusinessOptions): void {
  frame.get('/account', async (viewer, query) => {
    const effect = EVENT_EFFECTS.find((one) => one === query('effect'))
    const filter = effect === undefined ? {} : { effect }
    const [at, id] = readPosition(query('after'), 2) ?? []
    if (at !== undefined && Number.isNaN(Date.parse(at))) throw new PageProblem('badRequest')
    const view = await account.account(filter, at === undefined || id === undefined ? undefined : [at, id])
    const next = view.news.ok ? view.news.value.next : undefined
    return accountPage(viewer, filter, view, next && withAfter(newsHref(filter), writePosition(next)))
  })

  frame.get('/account/people', async (viewer, query) => {
    const filter = filterOf(query)
    const list = await account.stopped(filter, positionOf(frame, query('after')), PAGE)
    const next = list.next && withAfter(stoppedHref(filter), sealedPosition(viewer, list.next))
    return stoppedPage(viewer, filter, list, next)
  })

  frame.post('/people/:sealed/suppression', 'actor', async (viewer, form, request) => {
    const phone = frame.open(String(request.params.sealed))
    if (phone === undefined) throw new PageProblem('notFound')
    await (form('may') === 'yes' ? mayWrite.resume(phone, now()) : mayWrite.stop(phone, now()))
    return { to: `/people/${viewer.seal(phone)}` }
  })
}

function filterOf(query: Fields): StoppedFilter {
  const reason = SUPPRESSION_REASONS.find((one) => one === query('reason'))
  const campaign = query('campaign').slice(0, MAX_TEXT_CHARACTERS)
  const span = readSpan(query)
  return {
    ...(reason !== undefined && { reason }),
    ...(campaign !== '' && { campaign }),
    ...(span !== undefined && { span }),
  }
}

/** A position holds a phone number, which addresses must not tell. */
function sealedPosition(viewer: Look, [at, phone, reason]: SuppressionPosition): string {
  return writePosition([at, viewer.seal(phone), reason])
}

function positionOf(frame: Frame, text: string): SuppressionPosition | undefined {
  if (text === '') return undefined
  const [at = '', sealed = '', reason = ''] = readPosition(text, 3) ?? []
  const phone = frame.open(sealed)
  if (Number.isNaN(Date.parse(at)) || phone === undefined) throw new PageProblem('badRequest')
  return [at, phone, reason]
}
