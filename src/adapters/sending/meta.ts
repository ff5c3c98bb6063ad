import type { MessageSender } from '../../domain/sending/ports.ts'
import { answerOf } from './answer-of.ts'
import { postJson } from './exchange.ts'
import { templateMessage } from './template-message.ts'

export interface MetaSettings {
  /** With the version: https://graph.facebook.com/v24.0 */
  readonly baseUrl: string
  readonly accessToken: string
  readonly phoneNumberId: string
  readonly now: () => number
}

/** Meta's Cloud API (Meta: Cloud API, "Messages"). What we refer to comes back in the reports of each message. */
export function createMetaSender({ baseUrl, accessToken, phoneNumberId, now }: MetaSettings): MessageSender {
  return {
    name: `meta:${phoneNumberId}`,
    matchedBy: 'reference',
    async send(message) {
      const exchange = await postJson({
        url: `${baseUrl}/${phoneNumberId}/messages`,
        headers: { authorization: `Bearer ${accessToken}` },
        body: { messaging_product: 'whatsapp', recipient_type: 'individual', ...templateMessage(message) },
      })
      return answerOf(exchange, now(), [accessToken])
    },
  }
}
