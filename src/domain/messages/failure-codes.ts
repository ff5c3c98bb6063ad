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
const ACCESS: FailureMeaning = {
  meaning: 'The access token is wrong or has expired, or lacks a permission.',
  resend: 'after-fix',
  advice: 'Renew the token or its permissions where messages are sent, then send again.',
}
const REQUEST: FailureMeaning = {
  meaning: 'The request was wrong: something in it is missing, not valid, or not supported.',
  resend: 'after-fix',
  advice: 'Look at what was sent (the details say which part), fix it, then send again.',
}
const REGISTRATION: FailureMeaning = {
  meaning: 'The sending number is not registered, or its registration or its PIN went wrong.',
  resend: 'after-fix',
  advice: 'Register the number again in WhatsApp Manager, then send again.',
}
const TEMPLATE: FailureMeaning = {
  meaning: 'The template does not fit: its parameters, its language, or it was paused or disabled.',
  resend: 'after-fix',
  advice: 'Fix the template or its parameters, then send again.',
}

/**
 * What WhatsApp's failure codes mean for campaign managers (Meta: Cloud API, "Error codes"). Each in words
 * that a marketing person can act on.
 */
const MEANINGS: Readonly<Record<string, FailureMeaning>> = {
  ...shared(TEMPORARY, [
    ...[
      '1',
      '2',
      '4',
      '80007',
      '130429',
      '131000',
      '131016',
      '131056',
      '131057',
      '132069',
      '133004',
      '135000',
    ],
  ]),
  ...shared(STOPPED, ['130403', '131050']),
  ...shared(ACCOUNT, ['368', '130497', '131031', '131037', '131045']),
  ...shared(TEMPLATE, [...['132000', '132001', '132005', '132007', '132012', '132015', '132016', '132068']]),
  ...shared(ACCESS, ['0', '3', '10', '190', '200', '131005']),
  ...shared(REQUEST, ['33', '100', '131008', '131009', '131051', '131055']),
  ...shared(REGISTRATION, [
    ...['133000', '133005', '133006', '133008', '133009', '133010', '133015', '133016'],
  ]),
  131021: {
    meaning: 'The recipient is the sending number itself.',
    resend: 'no',
    advice: 'Take the number off the list.',
  },
  131052: {
    meaning: 'A picture, video or file that the person sent could not be fetched.',
    resend: 'no',
    advice: 'Ask the person to send it again, or another way.',
  },
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
    advice: 'Fix the payment method at once: every message of the account fails.',
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

/** Every code with a meaning; reports may carry any other. */
export const KNOWN_FAILURE_CODES: readonly string[] = Object.keys(MEANINGS)

/** Codes of requests that were wrong, not of deliveries: few reports carry them. */
const RARE: ReadonlySet<string> = new Set([
  ...[
    '0',
    '3',
    '10',
    '33',
    '100',
    '190',
    '200',
    '131005',
    '131008',
    '131009',
    '131021',
    '131037',
    '131051',
    '131052',
  ],
  ...[
    '131055',
    '132068',
    '132069',
    '133000',
    '133004',
    '133005',
    '133006',
    '133008',
    '133009',
    '133010',
    '133015',
  ],
  ...['133016', '135000'],
])

/** The codes that the metrics count one by one; a label may not have as many values as there are codes. */
export const METERED_FAILURE_CODES: readonly string[] = KNOWN_FAILURE_CODES.filter((code) => !RARE.has(code))

/** Failures that are the audience's or Meta's doing: no WhatsApp, stopped, blocked, held back. Nothing here can be fixed. */
export const CODES_OUT_OF_REACH: readonly string[] = ['131026', '131049', '131050', '130403', '130472']
const OUT_OF_REACH: ReadonlySet<string> = new Set(CODES_OUT_OF_REACH)

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
