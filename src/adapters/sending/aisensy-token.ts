import type { ApiResult } from '../../domain/sending/answer.ts'
import { answerOf } from './answer-of.ts'
import { type Exchange, postJson } from './exchange.ts'

type Token = { readonly token: string } | { readonly refused: ApiResult }

/** The token of AiSensy's Direct API. */
export interface TokenSource {
  token(): Promise<Token>
  /**
   * A token in place of one that was refused; callers who come with the same old one share one request. Nothing where none can be
   * made.
   */
  newToken(refused: string): Promise<Token | undefined>
}

/** A token that was made elsewhere: when it is refused, a person has to give another. */
export function fixedToken(token: string): TokenSource {
  return {
    token: async () => ({ token }),
    newToken: async () => undefined,
  }
}

export interface AisensyLogin {
  readonly baseUrl: string
  readonly email: string
  readonly password: string
  readonly projectId: string
  readonly now: () => number
}

/**
 * Tokens by AiSensy's "regenrate-token" (their spelling), which do not expire until the next is made. While one is asked for, nothing
 * of a message has left: whatever goes wrong is a refusal.
 */
export function loginTokens({ baseUrl, email, password, projectId, now }: AisensyLogin): TokenSource {
  const credentials = Buffer.from(`${email}:${password}:${projectId}`).toString('base64')
  let current: { readonly token: string } | undefined
  let asked: Promise<Token> | undefined

  async function ask(): Promise<Token> {
    const exchange = await postJson({
      url: `${baseUrl}/direct-apis/t1/users/regenrate-token`,
      headers: { authorization: `Bearer ${credentials}` },
      body: { direct_api: true },
    })
    const token = tokenOf(exchange)
    if (token === undefined) return { refused: refusalOf(exchange) }
    current = { token }
    return current
  }

  function refusalOf(exchange: Exchange): ApiResult {
    const answer = answerOf(exchange, now(), [credentials, password])
    const refused = answer.kind === 'refused' && answer.advice !== 'fix' && answer.advice !== 'skip'
    if (refused) return answer
    const reason = `AiSensy gives no token: ${answer.kind === 'accepted' ? 'the answer holds none' : answer.reason}`
    // A clear no concerns the login, so the account; anything else passes.
    const advice = answer.kind === 'refused' ? 'stop' : 'later'
    return { kind: 'refused', advice, code: 'no-token', reason }
  }

  const shared = () => {
    asked ??= ask().finally(() => (asked = undefined))
    return asked
  }
  return {
    token: async () => current ?? (await shared()),
    async newToken(refused) {
      // Both are ours: nobody times this. Another request may have fetched a new one meanwhile.
      const isNewer = current !== undefined && !Object.is(current.token, refused)
      return isNewer ? current : await shared()
    },
  }
}

/** The token of an answer such as `{"users": [{"token": "…"}]}`. */
function tokenOf(exchange: Exchange): string | undefined {
  if (exchange.kind !== 'answer' || exchange.answer.status >= 300) return undefined
  try {
    const body: { users?: readonly { token?: unknown }[] } | null = JSON.parse(exchange.answer.body)
    const token = Array.isArray(body?.users) ? body.users[0]?.token : undefined
    return typeof token === 'string' && token !== '' ? token : undefined
  } catch {
    return undefined
  }
}
