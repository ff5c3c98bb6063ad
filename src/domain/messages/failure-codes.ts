import { UNKNOWN_CODE } from './report.ts'

/** Whether sending the same message again to the same person makes sense. */
export type Resend = 'yes' | 'later' | 'as-template' | 'after-fix' | 'no' | 'never' | 'unknown'

export interface FailureMeaning {
  /** What happened, in one sentence. */
  readonly meaning: string
  readonly resend: Resend
  /** What to do, in one sentence. */
  readonly advice: string
}

const TEMPORARY: FailureMeaning = {
  meaning: 'A rate limit or a fault at WhatsApp that passes.',
  resend: 'yes',
  advice: 'Send again, waiting longer after each attempt.',
}
const STOPPED: FailureMeaning = {
  meaning: 'The person stopped marketing messages or blocked the business.',
  resend: 'never',
  advice: 'Take the number off the list.',
}
const ACCOUNT: FailureMeaning = {
  meaning: 'The account or the number may not send: locked, a policy, the country, or its registration.',
  resend: 'after-fix',
  advice: 'Look at the account in WhatsApp Manager, then send again.',
}
const TEMPLATE: FailureMeaning = {
  meaning: 'The template does not fit: its parameters, its language, or it was paused or disabled.',
  resend: 'after-fix',
  advice: 'Mend the template or its parameters, then send again.',
}

/**
 * What WhatsApp's failure codes mean for campaign managers (Meta: Cloud API, "Error codes"). Each in words
 * that a marketing person can act on.
 */
const MEANINGS: Readonly<Record<string, FailureMeaning>> = {
  ...shared(TEMPORARY, ['1', '2', '4', '80007', '130429', '131000', '131016', '131056', '131057']),
  ...shared(STOPPED, ['130403', '131050']),
  ...shared(ACCOUNT, ['368', '130497', '131031', '131045']),
  ...shared(TEMPLATE, ['132000', '132001', '132005', '132007', '132012', '132015', '132016']),
  131049: {
    meaning: 'WhatsApp holds marketing back from this person, who got enough of it lately.',
    resend: 'later',
    advice: 'Not before 24 hours have passed; sooner attempts fail and count against you.',
  },
  131047: {
    meaning: 'The person last wrote more than 24 hours ago.',
    resend: 'as-template',
    advice: 'Send an approved template instead of a free text.',
  },
  131026: {
    meaning: 'It cannot be delivered: no WhatsApp on the number, an old app, or terms not accepted.',
    resend: 'no',
    advice: 'Check the number, or reach the person another way.',
  },
  130472: {
    meaning: 'Held back: the person is part of an experiment of Meta.',
    resend: 'no',
    advice: 'Sending again does not help; reach the person another way.',
  },
  131042: {
    meaning: 'Billing: the account cannot pay, so nothing of it is sent.',
    resend: 'after-fix',
    advice: 'Mend the payment method at once: every message of the account fails.',
  },
  131048: {
    meaning: 'The sending number is limited because people reported or blocked it.',
    resend: 'after-fix',
    advice: 'Pause, look at the quality rating, and send less before sending again.',
  },
  131053: {
    meaning: 'The picture, video or file could not be taken.',
    resend: 'after-fix',
    advice: 'Check its type, size and address, then send again.',
  },
}

/** Every code with a meaning; reports may carry any other. Also bounds what the metrics count by code. */
export const KNOWN_FAILURE_CODES: readonly string[] = Object.keys(MEANINGS)

/** Failures that are the audience's or Meta's doing: no WhatsApp, stopped, blocked, held back. Nothing here can be mended. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(['131026', '131049', '131050', '130403', '130472'])

/** Whether nobody at the sender's end could have delivered the message that failed with this code. */
export function isOutOfReach(code: string | undefined): boolean {
  return code !== undefined && OUT_OF_REACH.has(code)
}

const UNKNOWN: FailureMeaning = {
  meaning: 'A code that Bluetick does not know; the message shows the words that came with it.',
  resend: 'unknown',
  advice: "Look the code up in Meta's list of error codes.",
}

/** Codes that say no more than that it failed: any other explains more. */
const VAGUE_CODES: ReadonlySet<string> = new Set([UNKNOWN_CODE, '1', '2', '131000'])

/** Whether a code says no more than that the message failed. */
export function isVagueFailure(code: string): boolean {
  return VAGUE_CODES.has(code)
}

/** What a failure code means, and whether a resend makes sense. */
export function meaningOfFailure(code: string): FailureMeaning {
  return Object.hasOwn(MEANINGS, code) ? (MEANINGS[code] ?? UNKNOWN) : UNKNOWN
}

function shared(meaning: FailureMeaning, codes: readonly string[]): Record<string, FailureMeaning> {
  return Object.fromEntries(codes.map((code) => [code, meaning]))
}
