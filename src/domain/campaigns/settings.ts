import type { CampaignChange } from './ports.ts'

/** Whether a campaign would end before it starts, or at once. */
export function endsFirst({
  startsAtMs,
  endsAtMs,
}: Pick<CampaignChange, 'startsAtMs' | 'endsAtMs'>): boolean {
  return startsAtMs != null && endsAtMs != null && endsAtMs <= startsAtMs
}
