import type { ApiResult } from './answer.ts'

/** An answer to a request as HTTP brought it. */
export interface HttpResponse {
  readonly status: number
  /** The sender's own code, where the body has one. */
  readonly code?: string
  /** The sender's words. */
  readonly text: string
  readonly retryAfterMs?: number
}

type Refused = Extract<ApiResult, { kind: 'refused' }>
type Reading = Pick<Refused, 'advice' | 'suppress' | 'needsPerson'>

/** What Meta's codes say of a request (Meta: Cloud API, "Error codes"). Faults at Meta are uncertain, so they are not here. */
const META_CODES: Readonly<Record<string, Reading>> = {
  ...each('0 3 10 190 200 368 131005 131031 131037 131045 133005 133006 133010', { advice: 'stop' }),
  ...each('131042', { advice: 'stop', needsPerson: true }),
  ...each('131048', { advice: 'stop', needsPerson: true }),
  ...each('4 80007 130429 131056 131057', { advice: 'later' }),
  ...each('131021 131026 131047 131049 130472 130497', { advice: 'skip' }),
  ...each('131050', { advice: 'skip', suppress: 'opt-out' }),
  ...each('130403', { advice: 'skip', suppress: 'block' }),
  ...each('33 100 131008 131009 131051 131053 131055', { advice: 'fix' }),
  ...each('132000 132001 132005 132007 132012 132015 132016 132068', { advice: 'fix' }),
}

/** Meta's own faults, whatever the status: the message may have been taken. */
const FAULTS_OF_META: ReadonlySet<string> = new Set(['1', '2', '131000', '131016'])

/** What AiSensy's words say; statuses and codes alone do not tell these apart. */
const WORDS: readonly (readonly [RegExp, Reading])[] = [
  [/insufficient.*(credit|balance)|\bWCC\b/i, { advice: 'stop', needsPerson: true }],
  [/no plan active|unverified|account.*(suspend|disabled|blocked|restrict)/i, { advice: 'stop' }],
  [/invalid (api.?key|token|credential)|unauthori[sz]ed|illegal arguments/i, { advice: 'stop' }],
  [
    /campaign.*(not exist|not live|paused|inactive)|(param|variable).*(not match|mismatch|missing)|template.*(not|paused|reject)/i,
    { advice: 'fix' },
  ],
  [/opted.?out|unsubscribed/i, { advice: 'skip', suppress: 'opt-out' }],
  [/blocked/i, { advice: 'skip', suppress: 'block' }],
  [
    /invalid (phone|number|destination)|not (on|a) whatsapp|(number|destination).*(invalid|not valid)/i,
    { advice: 'skip' },
  ],
]

/**
 * What an answer other than success means. A code of Meta's first, then the status, then the words. What is not a clear refusal is
 * uncertain: a server that fails may have sent.
 */
export function readRefusal({ status, code, text, retryAfterMs }: HttpResponse): ApiResult {
  const reason = text === '' ? `HTTP ${status}` : text
  const refused = (reading: Reading): ApiResult => ({
    kind: 'refused',
    ...reading,
    code: code ?? String(status),
    reason,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
  if (status >= 500 || status < 400 || FAULTS_OF_META.has(code ?? '')) {
    return { kind: 'uncertain', reason }
  }
  if (code !== undefined && Object.hasOwn(META_CODES, code)) {
    const reading = META_CODES[code]
    if (reading !== undefined) return refused(reading)
  }
  if (status === 402) return refused({ advice: 'stop', needsPerson: true })
  if (status === 401 || status === 403) return refused({ advice: 'stop' })
  if (status === 429) return refused({ advice: 'later' })
  // The server gave up waiting: what it had read by then nobody knows.
  if (status === 408) return { kind: 'uncertain', reason }
  const known = WORDS.find(([words]) => words.test(text))
  // A refusal that nobody knows is the plan's fault until a person says otherwise: not a thousand times the same.
  return refused(known?.[1] ?? { advice: 'fix' })
}

function each(codes: string, reading: Reading): Record<string, Reading> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, reading]))
}
