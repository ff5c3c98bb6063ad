import type { ApiResult } from '../../domain/sending/answer.ts'
import type { MessageSender, OutgoingMessage } from '../../domain/sending/ports.ts'
import type { TokenSource } from './aisensy-token.ts'
import { answerOf } from './answer-of.ts'
import { postJson } from './exchange.ts'
import { templateMessage } from './template-message.ts'

export interface AisensyDirectSettings {
  /** https://backend.aisensy.com */
  readonly baseUrl: string
  /** Names the account: AiSensy's project. */
  readonly account: string
  readonly tokens: TokenSource
  readonly now: () => number
}

/** AiSensy says so of a token that another one has replaced: it refused, so the message may go once more with a new one. */
const INVALID_TOKEN = /invalid token/i

/**
 * AiSensy's Direct API: WhatsApp's own messages behind AiSensy's token. Whether the reference comes back in reports is not known, so
 * uncertain messages are resolved by their phone number.
 */
export function createAisensyDirectSender({
  baseUrl,
  account,
  tokens,
  now,
}: AisensyDirectSettings): MessageSender {
  async function attempt(message: OutgoingMessage, token: string): Promise<ApiResult> {
    const kind = message.template.category === 'marketing' ? 'marketing_messages' : 'messages'
    const exchange = await postJson({
      url: `${baseUrl}/direct-apis/t1/${kind}`,
      headers: { authorization: `Bearer ${token}` },
      body: templateMessage(message),
    })
    return answerOf(exchange, now(), [token])
  }

  return {
    name: `aisensy:${account}`,
    matchedBy: 'phone',
    async send(message) {
      const first = await tokens.token()
      if ('refused' in first) return first.refused
      const answer = await attempt(message, first.token)
      if (answer.kind !== 'refused' || !INVALID_TOKEN.test(answer.reason)) return answer
      const second = await tokens.newToken(first.token)
      if (second === undefined) return answer
      return 'refused' in second ? second.refused : attempt(message, second.token)
    },
  }
}
