import type { IncomingMessage } from 'node:http'
import type { Endpoint } from '../endpoint.ts'
import type { CampaignApi } from './api.ts'
import { campaignEndpoints } from './campaigns.ts'
import { failureCodesEndpoint } from './failure-codes.ts'
import { messageEndpoints } from './messages.ts'
import { recipientEndpoints } from './recipients.ts'
import { repairEndpoints } from './repair.ts'

/** Every endpoint of campaigns, recipients and messages. */
export function createCampaignEndpoints(api: CampaignApi): readonly Endpoint[] {
  return [
    ...campaignEndpoints(api),
    ...recipientEndpoints(api),
    ...repairEndpoints(api),
    ...messageEndpoints(api),
    failureCodesEndpoint(),
  ]
}

/** Whether a request brings a list of recipients, which may be of any length. */
export function isRecipientList(request: IncomingMessage): boolean {
  return request.method === 'POST' && /^\/api\/campaigns\/[^/]+\/recipients\/?(\?|$)/.test(request.url ?? '')
}
