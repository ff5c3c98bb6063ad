import type { CampaignChange, RecipientFilter } from '../../../domain/campaigns/ports.ts'
import { listFormatOf } from '../../../domain/campaigns/recipient-line.ts'
import { RECIPIENT_PARTS } from '../../../domain/campaigns/recipient-part.ts'
import { SELECTIONS } from '../../../domain/campaigns/recipient-selection.ts'
import { CAMPAIGN_SORTS, type CampaignQuery } from '../../../domain/dashboard/ports.ts'
import { isCountry } from '../../../domain/phones/numbering-plans.ts'
import { MAX_CAMPAIGN_NAME_CHARACTERS } from '../../../domain/text/clip.ts'
import { isPrintable } from '../../../domain/text/printable.ts'
import { type Fields, type Frame, PageProblem } from '../frame.ts'
import { campaignHref, withAfter } from '../links.ts'
import { readLocalTime } from '../local-time.ts'
import type { PagesOptions } from '../options.ts'
import type { Look, PageView } from '../page.ts'
import { readPosition, writePosition } from '../position.ts'
import { type CampaignNotice, campaignPage } from '../views/campaign.tsx'
import { campaignsPage } from '../views/campaigns.tsx'
import { importPage } from '../views/import.tsx'
import { peoplePage } from '../views/people.tsx'

const PAGE = 50
/** How far the list of campaigns reaches. */
const MAX_FROM = 1_000
const MAX_TEXT_CHARACTERS = 512
/** States that a button sets; what others call theirs stays as it is. */
const STATES = ['running', 'closed', 'archived'] as const

type CampaignOptions = Pick<PagesOptions, 'campaigns' | 'campaignActions' | 'imports'>

/** Campaigns, their people, and what is done with them. */
export function campaignRoutes(frame: Frame, { campaigns, campaignActions, imports }: CampaignOptions): void {
  const listPage = async (viewer: Look, query: CampaignQuery, problem?: string) =>
    campaignsPage(viewer, query, await campaigns.list(query, PAGE), problem)
  const onePage = async (
    viewer: Look,
    id: string,
    compareWith = '',
    notice?: CampaignNotice,
  ): Promise<PageView> => {
    const view = await campaigns.campaign(id, viewer.zone, compareWith)
    if (view === undefined) throw new PageProblem('notFound')
    return { ...campaignPage(viewer, view, compareWith, notice), ...(isRefusal(notice) && { status: 400 }) }
  }

  frame.get('/campaigns', (viewer, query) => listPage(viewer, queryOf(query)))
  frame.post('/campaigns', 'actor', async (viewer, form) => {
    const name = form('name').trim()
    const all = queryOf(() => '')
    if (!isName(name)) return listPage(viewer, all, viewer.words.notices.nameUnfit)
    const id = await campaignActions.create(name)
    if (id === undefined) return listPage(viewer, all, viewer.words.notices.nameTaken)
    return { to: campaignHref(id) }
  })

  frame.get('/campaigns/:id', (viewer, query, request) => {
    const notice = query('notice') === 'saved' ? 'saved' : undefined
    return onePage(viewer, idOf(request.params.id), query('with').slice(0, MAX_TEXT_CHARACTERS), notice)
  })
  frame.post('/campaigns/:id/edit', 'actor', async (viewer, form, request) => {
    const id = idOf(request.params.id)
    const status = STATES.find((state) => state === form('status'))
    const name = form('name').trim()
    if (status === undefined && !isName(name)) return onePage(viewer, id, '', 'nameUnfit')
    const outcome = await campaignActions.edit(id, status === undefined ? { name } : { status })
    if (outcome === 'no-such-campaign') throw new PageProblem('notFound')
    if (outcome === 'name-taken') return onePage(viewer, id, '', 'nameTaken')
    return { to: `${campaignHref(id)}?notice=saved` }
  })

  frame.post('/campaigns/:id/settings', 'actor', async (viewer, form, request) => {
    const id = idOf(request.params.id)
    const change = settingsOf(form, viewer.zone)
    if (typeof change === 'string') return onePage(viewer, id, '', change)
    const outcome = await campaignActions.edit(id, change)
    if (outcome === 'no-such-campaign') throw new PageProblem('notFound')
    if (outcome === 'ends-first') return onePage(viewer, id, '', 'endsFirst')
    return { to: `${campaignHref(id)}?notice=saved` }
  })

  frame.get('/campaigns/:id/people', async (viewer, query, request) => {
    const id = idOf(request.params.id)
    const filter = filterOf(query)
    const [after] = readPosition(query('after'), 1) ?? []
    const found = await campaigns.people(id, filter, after, PAGE)
    if (found === undefined) throw new PageProblem('notFound')
    const { campaign, total, page } = found
    const { part, failureCode } = filter
    const address = campaignHref(id, {
      ...(part !== undefined && { part }),
      ...(failureCode !== undefined && { code: failureCode }),
    })
    const next = page.next !== undefined && withAfter(address, writePosition([page.next]))
    return peoplePage(viewer, { campaign, filter, total, items: page.items, ...(next !== false && { next }) })
  })
  frame.download('/campaigns/:id/people.csv', async (_viewer, query, request) => {
    const id = idOf(request.params.id)
    const filter = filterOf(query)
    if ((await campaigns.people(id, filter, undefined, 1)) === undefined) throw new PageProblem('notFound')
    const selection = SELECTIONS.find((one) => one === query('selection'))
    const words = [id, selection ?? filter.part ?? filter.failureCode].filter((word) => word !== undefined)
    const fileName = `${words.join('-').replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}.csv`
    return {
      fileName,
      text: campaignActions.exportCsv(id, { ...filter, ...(selection !== undefined && { selection }) }),
    }
  })

  frame.upload('/campaigns/:id/import', async (viewer, form, file, request) => {
    const id = idOf(request.params.id)
    if (file === undefined) return onePage(viewer, id, '', 'listMissing')
    const letters = form('country').toUpperCase()
    const country = isCountry(letters) ? letters : undefined
    if (letters !== '' && country === undefined) return onePage(viewer, id, '', 'countryUnknown')
    if ((await campaigns.people(id, {}, undefined, 1)) === undefined) throw new PageProblem('notFound')
    const job = imports.start(id, file.bytes, listFormatOf(file.name) ?? 'csv', country)
    return { to: `${campaignHref(id)}/import/${job}` }
  })
  frame.get('/campaigns/:id/import/:job', async (viewer, _query, request) => {
    const id = idOf(request.params.id)
    const job = imports.find(String(request.params.job))
    const found = await campaigns.people(id, {}, undefined, 1)
    if (job === undefined || job.campaignId !== id || found === undefined) throw new PageProblem('notFound')
    return importPage(viewer, found.campaign, job)
  })
}

function queryOf(query: Fields): CampaignQuery {
  const from = /^\d{1,4}$/.test(query('from')) ? Number(query('from')) : 0
  return {
    search: query('search').slice(0, MAX_CAMPAIGN_NAME_CHARACTERS),
    sort: CAMPAIGN_SORTS.find((sort) => sort === query('sort')) ?? 'newest',
    withArchived: query('archived') === '1',
    from: Math.min(from, MAX_FROM),
  }
}

/** The settings as they are typed in; what is left empty is taken away. */
function settingsOf(form: Fields, zone: string): CampaignChange | CampaignNotice {
  const startsAtMs = readLocalTime(form('starts'), zone)
  const endsAtMs = readLocalTime(form('ends'), zone)
  if (startsAtMs === undefined || endsAtMs === undefined) return 'timeUnfit'
  const template = form('template').trim()
  if (template !== '' && !isName(template)) return 'templateUnfit'
  const letters = form('country').trim().toUpperCase()
  const country = letters === '' ? null : letters
  if (country !== null && !isCountry(country)) return 'countryUnknown'
  return { startsAtMs, endsAtMs, template: template === '' ? null : template, country }
}

function filterOf(query: Fields): RecipientFilter {
  const part = RECIPIENT_PARTS.find((one) => one === query('part'))
  const code = query('code').slice(0, MAX_TEXT_CHARACTERS)
  if (code !== '') return { failureCode: code }
  return part === undefined ? {} : { part }
}

function idOf(parameter: unknown): string {
  return String(parameter).replaceAll('\0', '').slice(0, MAX_TEXT_CHARACTERS)
}

function isName(name: string): boolean {
  return name !== '' && name.length <= MAX_CAMPAIGN_NAME_CHARACTERS && isPrintable(name)
}

function isRefusal(notice: CampaignNotice | undefined): boolean {
  return notice !== undefined && notice !== 'saved'
}
