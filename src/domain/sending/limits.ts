/** Answers of carousels took two minutes. */
export const SEND_TIMEOUT_MS = 120_000
/** A claim of a process that died becomes uncertain after this time: longer than any answer takes. */
export const CLAIM_LEASE_MS = 300_000
/** Uncertain attempts are left to reports for this time, then listed for a person. */
export const UNCERTAIN_FOR_MS = 15 * 60_000
/** Candidates that one plan looks at; more need another plan after it. */
export const MAX_CANDIDATES = 100_000
