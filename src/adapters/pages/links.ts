import type { ExportOptions } from '../../domain/campaigns/ports.ts'
import type { RecipientPart } from '../../domain/campaigns/recipient-part.ts'
import type { NewsFilter, StoppedFilter } from '../../domain/dashboard/account-view.ts'
import type { Outcome } from '../../domain/dashboard/messages.ts'
import type { CampaignQuery } from '../../domain/dashboard/ports.ts'
import type { Span } from '../../domain/dashboard/span.ts'
import { isoOf } from '../../domain/text/iso.ts'

/** The list of the messages behind a figure. */
export function messagesHref(
  span: Span,
  filter: { readonly outcome?: Outcome; readonly code?: string; readonly campaign?: string } = {},
): string {
  const query = new URLSearchParams({ from: isoOf(span.fromMs), to: isoOf(span.toMs) })
  for (const [name, value] of Object.entries(filter)) query.set(name, value)
  return `/messages?${query}`
}

/** Which people of a campaign a list shows. */
interface PeopleQuery {
  readonly part?: RecipientPart
  readonly code?: string
}

/** A campaign's page; with a filter, even an empty one, its list of people. */
export function campaignHref(id: string, people?: PeopleQuery): string {
  const path = `/campaigns/${encodeURIComponent(id)}`
  if (people === undefined) return path
  const query = new URLSearchParams({ ...people })
  return `${path}/people${query.size > 0 ? `?${query}` : ''}`
}

/** The same list as a file. */
export function peopleFileHref(id: string, { part, failureCode, selection }: ExportOptions): string {
  const query = new URLSearchParams({
    ...(part !== undefined && { part }),
    ...(failureCode !== undefined && { code: failureCode }),
    ...(selection !== undefined && { selection }),
  })
  return `${campaignHref(id)}/people.csv${query.size > 0 ? `?${query}` : ''}`
}

/** The list of campaigns. */
export function campaignsHref({ search, sort, withArchived, from }: CampaignQuery): string {
  const query = new URLSearchParams({
    ...(search !== '' && { search }),
    ...(sort !== 'newest' && { sort }),
    ...(withArchived && { archived: '1' }),
    ...(from > 0 && { from: String(from) }),
  })
  return `/campaigns${query.size > 0 ? `?${query}` : ''}`
}

/** A plan's page. */
export function planHref({ hash }: { readonly hash: string }): string {
  return `/sending/plans/${hash.slice(0, 16)}`
}

/** Account events. */
export function newsHref({ effect }: Pick<NewsFilter, 'effect'>): string {
  return effect === undefined ? '/account' : `/account?effect=${effect}`
}

/** The people who must not be written to. */
export function stoppedHref({ reason, campaign, span }: StoppedFilter): string {
  const query = new URLSearchParams({
    ...(campaign !== undefined && { campaign }),
    ...(span !== undefined && { from: isoOf(span.fromMs), to: isoOf(span.toMs) }),
    ...(reason !== undefined && { reason }),
  })
  return `/account/people${query.size > 0 ? `?${query}` : ''}`
}

/** The next page of the list at an address. */
export function withAfter(href: string, position: string): string {
  return `${href}${href.includes('?') ? '&' : '?'}after=${position}`
}
