import { type ApiResult, NO_CONNECTION } from '../../domain/sending/answer.ts'
import { readAnswer } from '../../domain/sending/http-answer.ts'
import type { Exchange } from './exchange.ts'

/** What an exchange says of its message. @param secrets what must not stand in a reason */
export function answerOf(exchange: Exchange, nowMs: number, secrets: readonly string[]): ApiResult {
  switch (exchange.kind) {
    case 'answer':
      return readAnswer(exchange.answer, nowMs, secrets)
    case 'not-sent':
      return { kind: 'refused', advice: 'later', code: NO_CONNECTION, reason: exchange.reason }
    case 'lost':
      return { kind: 'uncertain', reason: exchange.reason }
  }
}
