import type { SendResult } from '../../domain/alerts/mail.ts'

/** Time limit for the whole post. */
const POST_TIMEOUT_MS = 10_000
/** How much of an answer is read for its message. */
const MAX_ANSWER_CHARACTERS = 2_000

export interface HttpResponse {
  readonly status: number
  readonly text: string
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** A shorter limit, for tests. */
  readonly timeoutMs?: number
  /** What the receiver says itself of a refusal; never an address or a secret of ours. */
  readonly reasonOf?: (answer: HttpResponse) => string | undefined
}

/**
 * Posts JSON and says how it went: taken (2xx), to be tried again (429, 5xx, not reached), refused (any other answer), or
 * unknown, where it was sent and no answer came. Never rejects. Errors name no address: those of channels hold secrets.
 */
export async function postJson(url: string, body: unknown, options: PostOptions = {}): Promise<SendResult> {
  const { headers = {}, timeoutMs = POST_TIMEOUT_MS, reasonOf } = options
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = (await response.text().catch(() => '')).slice(0, MAX_ANSWER_CHARACTERS)
    if (response.ok) return { kind: 'sent' }
    const reason = reasonOf?.({ status: response.status, text })
    const error = `answered ${response.status}${reason === undefined ? '' : ` (${reason})`}`
    const later = response.status === 429 || response.status >= 500
    const retryAfterMs = later ? retryAfterOf(response.headers.get('retry-after')) : undefined
    return {
      kind: later ? 'deferred' : 'refused',
      error: response.status >= 300 && response.status < 400 ? `${error}: a redirect is not followed` : error,
      wholeServer: later,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    }
  } catch (error) {
    const { reached, message } = read(error)
    return { kind: reached ? 'unknown' : 'deferred', error: message, wholeServer: true }
  }
}

/** Whether a failed post may have been taken, and what went wrong. */
function read(error: unknown): { readonly reached: boolean; readonly message: string } {
  if (error instanceof Error && error.name === 'TimeoutError')
    return { reached: true, message: 'no answer in time' }
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const text = cause instanceof Error ? cause.message : String(cause)
  // Under Deno there is no code, only words.
  const neverSent =
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code) ||
    /CERT|SELF_SIGNED|SSL|TLS/.test(code) ||
    /refused|dns error|certificate|failed to lookup/i.test(text)
  return {
    reached: !neverSent,
    message: code === '' ? 'the connection failed' : `the connection failed (${code})`,
  }
}

const MAX_RETRY_AFTER_MS = 3_600_000

/** Seconds, as the services here send it (RFC 9110, 10.2.3). */
function retryAfterOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header)
    ? Math.min(Number(header) * 1000, MAX_RETRY_AFTER_MS)
    : undefined
}
