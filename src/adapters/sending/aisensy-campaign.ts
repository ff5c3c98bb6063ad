import { createHash } from 'node:crypto'
import type { MessageSender, OutgoingMessage } from '../../domain/sending/ports.ts'
import { answerOf } from './answer-of.ts'
import { postJson } from './exchange.ts'
import { digitsOf } from './template-message.ts'

export interface AisensyCampaignSettings {
  /** https://backend.aisensy.com */
  readonly baseUrl: string
  readonly apiKey: string
  readonly now: () => number
}

const SOURCE = 'Bluetick'

/**
 * AiSensy's campaign API, version 2. A plan's template names an API campaign, which must be live; reports name that campaign. The key
 * is part of the body, so bodies are never logged.
 */
export function createAisensyCampaignSender({
  baseUrl,
  apiKey,
  now,
}: AisensyCampaignSettings): MessageSender {
  return {
    name: `aisensy-campaign:${fingerprint(apiKey)}`,
    matchedBy: 'campaign-name',
    async send(message) {
      const exchange = await postJson({
        url: `${baseUrl}/campaign/t1/api/v2`,
        body: { apiKey, ...campaignMessage(message) },
      })
      return answerOf(exchange, now(), [apiKey])
    },
  }
}

function campaignMessage({ phone, name, template, values, reference }: OutgoingMessage): object {
  const { media } = template
  return {
    campaignName: template.name,
    destination: digitsOf(phone),
    // AiSensy asks for one; a person without a name is called by the number there as well.
    userName: name ?? digitsOf(phone),
    templateParams: values,
    source: SOURCE,
    attributes: { bluetick: reference },
    ...(media !== undefined && { media: { url: media.url, filename: media.fileName ?? media.kind } }),
  }
}

const FINGERPRINT_DIGITS = 12

/** Names an account without its key. */
function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, FINGERPRINT_DIGITS)
}
