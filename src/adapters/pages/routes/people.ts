import { readSearchedPhone } from '../../../domain/phones/searched-phone.ts'
import { setCookie } from '../cookies.ts'
import { type Frame, numberViewOf, PageProblem } from '../frame.ts'
import type { PagesOptions } from '../options.ts'
import { NUMBERS_SHOWN_MS, writeNumbersPass } from '../session.ts'
import { NUMBERS_COOKIE } from '../viewer.ts'
import { messagePage } from '../views/message.tsx'
import { personPage } from '../views/person.tsx'
import { WHEN_DAYS, whenPage } from '../views/when.tsx'

const MAX_TEXT_CHARACTERS = 512

type PeopleOptions = Pick<
  PagesOptions,
  'people' | 'bestTimes' | 'recordNumberView' | 'tokens' | 'publicUrl' | 'country' | 'now'
>

/** Messages and people one by one, phone numbers shown whole, and the best times to send. */
export function peopleRoutes(frame: Frame, options: PeopleOptions): void {
  const { people, bestTimes, recordNumberView, tokens, publicUrl, country, now } = options

  frame.get('/messages/:sealed', async (viewer, _query, request) => {
    const id = frame.open(String(request.params.sealed))
    const view = id === undefined ? undefined : await people.message(id)
    if (id === undefined || view === undefined) throw new PageProblem('notFound')
    return messagePage(viewer, id, view)
  })
  frame.get('/people/:sealed', async (viewer, _query, request) => {
    const phone = frame.open(String(request.params.sealed))
    if (phone === undefined) throw new PageProblem('notFound')
    return personPage(viewer, phone, await people.person(phone, viewer.zone))
  })

  // What is looked for is a number or an id: in an address, others could read it.
  frame.post('/find', 'viewer', async (viewer, form) => {
    const what = form('what').slice(0, MAX_TEXT_CHARACTERS)
    if (what !== '' && (await people.message(what)) !== undefined)
      return { to: `/messages/${viewer.seal(what)}` }
    const read = readSearchedPhone(what, country)
    return { to: 'phone' in read ? `/people/${viewer.seal(read.phone)}` : '/messages?notice=not-found' }
  })

  frame.post('/numbers', 'viewer', async (viewer, form, _request, response) => {
    const page = form('page')
    if (viewer.session === undefined || !/^\/(?![/\\])/.test(page)) throw new PageProblem('badRequest')
    await recordNumberView(numberViewOf({ path: page }, viewer.session, now()))
    const path = page.split('?')[0] ?? page
    const pass = writeNumbersPass(tokens, viewer.session, path, now() + NUMBERS_SHOWN_MS)
    const secure = publicUrl?.startsWith('https:') === true
    setCookie(response, NUMBERS_COOKIE, pass, { secure, maxAgeMs: NUMBERS_SHOWN_MS })
    return { to: page }
  })

  frame.get('/when', async (viewer, query) => {
    const days = WHEN_DAYS.find((one) => String(one) === query('days')) ?? WHEN_DAYS[0]
    const campaign = query('campaign').slice(0, MAX_TEXT_CHARACTERS)
    return whenPage(viewer, await bestTimes(campaign, days, viewer.zone), campaign)
  })
}
