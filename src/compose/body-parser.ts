import { createBodyParser } from '../adapters/envelopes/parse-body.ts'
import { createStopWords } from '../domain/account/stop-words.ts'
import type { ParseBody } from '../domain/messages/parsed-body.ts'
import type { Config } from './config/config.ts'

/** Reads bodies of webhooks as the configuration has it. */
export function bodyParserOf(config: Pick<Config, 'DEFAULT_COUNTRY' | 'STOP_WORDS'>): ParseBody {
  return createBodyParser(config.DEFAULT_COUNTRY, createStopWords(config.STOP_WORDS ?? []))
}
