import type { Readable } from 'node:stream'
import type { CampaignOperations } from '../../../../domain/campaigns/campaign-operations.ts'
import type { RecipientLine } from '../../../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../../../domain/phones/numbering-plans.ts'

/** What the endpoints of campaigns drive. */
export interface CampaignApi extends CampaignOperations<Readable> {
  /** Where phone numbers without a country code are from. */
  readonly defaultCountry: Country | undefined
  /** Sets what the line gives of one recipient; false where there is none. */
  amend(campaignId: string, recipientKey: string, line: RecipientLine): Promise<boolean>
  newId(): string
}
