import { ALL_MESSAGES } from '../analytics/rollup.ts'
import type { NamedCampaigns, StoredRecipient } from '../messages/change.ts'
import type { Facts } from '../messages/facts.ts'
import type { MessageGroup } from '../messages/group.ts'

/**
 * The campaign that the sender of a message's reports names. What was placed once stays while no report gives another name, whoever takes over
 * that name later: a repeat changes nothing. Only a provisional campaign gives way. Where the message is gone, nothing but the row itself says
 * which campaign it was.
 */
export function namedCampaign(
  { messages, recipients }: MessageGroup,
  { campaignName }: Pick<Facts, 'campaignName'>,
  campaigns: NamedCampaigns,
): string | undefined {
  const [made, ...others] = recipients.filter((recipient) => recipient.fromWebhook)
  const place = made === undefined ? undefined : placeOf(made, campaigns)
  if (campaignName === undefined) return place
  const isAsBefore = messages.length === 1 && messages[0]?.facts.campaignName === campaignName
  if (isAsBefore && place !== undefined && others.length === 0) return place
  return campaigns.campaignIds.get(campaignName) ?? campaignName
}

/** The campaign of a recipient: where its own was provisional and gives way, the one in its place. */
export function placeOf({ campaignId }: StoredRecipient, { replacedCampaigns }: NamedCampaigns): string {
  return replacedCampaigns?.get(campaignId) ?? campaignId
}

/** Whether a recipient is in a provisional campaign that gives way. */
export function isReplaced(recipient: StoredRecipient, campaigns: NamedCampaigns): boolean {
  return placeOf(recipient, campaigns) !== recipient.campaignId
}

/** The campaign whose rollups a message belongs to: its first recipient's, else the one that its sender names. */
export function campaignOf(
  { recipients }: MessageGroup,
  named: string | undefined,
  campaigns: NamedCampaigns,
): string {
  const own = recipients.filter((recipient) => !recipient.fromWebhook)
  const [first] = own.map((recipient) => placeOf(recipient, campaigns)).sort()
  return first ?? named ?? ALL_MESSAGES
}
