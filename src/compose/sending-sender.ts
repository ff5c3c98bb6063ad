import { createAisensyCampaignSender } from '../adapters/sending/aisensy-campaign.ts'
import { createAisensyDirectSender } from '../adapters/sending/aisensy-direct.ts'
import { fixedToken, loginTokens } from '../adapters/sending/aisensy-token.ts'
import { createMetaSender } from '../adapters/sending/meta.ts'
import type { MessageSender } from '../domain/sending/ports.ts'
import type { Config } from './config/config.ts'

type AisensyLoginVariable = 'AISENSY_EMAIL' | 'AISENSY_PASSWORD' | 'AISENSY_PROJECT_ID'

/** The API that SEND_VIA names; nothing where sending is off. The configuration is complete: `parseConfig` checked it. */
export function createSender(config: Config, now: () => number): MessageSender | undefined {
  const needed = (
    name: 'META_ACCESS_TOKEN' | 'META_PHONE_NUMBER_ID' | 'AISENSY_API_KEY' | AisensyLoginVariable,
  ) => {
    const value = config[name]
    if (value === undefined) throw new Error(`${name} is not set.`)
    return value
  }
  switch (config.SEND_VIA) {
    case 'off':
      return undefined
    case 'meta':
      return createMetaSender({
        baseUrl: config.META_BASE_URL,
        accessToken: needed('META_ACCESS_TOKEN'),
        phoneNumberId: needed('META_PHONE_NUMBER_ID'),
        now,
      })
    case 'aisensy-campaign':
      return createAisensyCampaignSender({
        baseUrl: config.AISENSY_BASE_URL,
        apiKey: needed('AISENSY_API_KEY'),
        now,
      })
    case 'aisensy-direct': {
      const baseUrl = config.AISENSY_BASE_URL
      const projectId = needed('AISENSY_PROJECT_ID')
      const token = config.AISENSY_ACCESS_TOKEN
      const tokens =
        token === undefined
          ? loginTokens({
              baseUrl,
              email: needed('AISENSY_EMAIL'),
              password: needed('AISENSY_PASSWORD'),
              projectId,
              now,
            })
          : fixedToken(token)
      return createAisensyDirectSender({ baseUrl, account: projectId, tokens, now })
    }
  }
}
