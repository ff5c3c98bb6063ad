/**
 * What to do after a refusal: `stop` sending for the whole account; `skip` this person; `fix` the template or campaign, so stop
 * the plan; `later` the same again. All of them are proofs that nothing was sent.
 */
export const ADVICES = ['stop', 'skip', 'fix', 'later'] as const
export type Advice = (typeof ADVICES)[number]

/** What came of one request to a sending API. */
export type ApiResult =
  | {
      readonly kind: 'accepted'
      /** Ids under which reports will name the message; never empty. */
      readonly ids: readonly string[]
    }
  | {
      readonly kind: 'refused'
      readonly advice: Advice
      /** The sender's code, or its HTTP status. */
      readonly code: string
      /** In the sender's own words, without numbers and secrets. */
      readonly reason: string
      readonly retryAfterMs?: number
      /** The answer says that the person wants no messages. */
      readonly suppress?: 'opt-out' | 'block'
      /** Only a person can fix it: nothing is tried until somebody says so. */
      readonly needsPerson?: boolean
    }
  | {
      /** It may have been sent: never tried again by itself. */
      readonly kind: 'uncertain'
      readonly reason: string
    }

/** The code of a refusal that never reached the API: it may be tried as often as it takes. */
export const NO_CONNECTION = 'no-connection'
