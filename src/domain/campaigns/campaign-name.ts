import type { NamedCampaigns } from '../messages/change.ts'
import type { StatusReport } from '../messages/report.ts'

/**
 * What a campaign's name is compared by: "Holi ", "holi" and "HOLI" are one. The statement `campaigns-by-name` compares in
 * the same way.
 */
function campaignKey(name: string): string {
  return name.normalize().trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** Whether two names are one to the reports that name a campaign. */
export function sameName(one: string, other: string): boolean {
  return campaignKey(one) === campaignKey(other)
}

/** The campaigns that names stand for, those that are to be made among them. */
interface AllNamed extends NamedCampaigns {
  /** Campaigns to be made for names that no campaign has: id → name, both as first written. */
  readonly made: ReadonlyMap<string, string>
}

/**
 * Finds the campaign of every name that reports give. Several spellings of a new name make one campaign.
 *
 * @param known those that are there
 */
export function nameCampaigns(
  { campaignIds: known, ...rest }: NamedCampaigns,
  reports: readonly Pick<StatusReport, 'campaignName'>[],
): AllNamed {
  let ids: Map<string, string> | undefined
  let byKey: Map<string, string> | undefined
  const made = new Map<string, string>()
  for (const { campaignName: name } of reports) {
    if (name === undefined || (ids ?? known).has(name)) continue
    ids ??= new Map(known)
    byKey ??= new Map([...known].toReversed().map(([knownName, id]) => [campaignKey(knownName), id]))
    const key = campaignKey(name)
    const id = byKey.get(key) ?? name
    if (!byKey.has(key)) made.set(name, name)
    byKey.set(key, id)
    ids.set(name, id)
  }
  return { ...rest, campaignIds: ids ?? known, made }
}
