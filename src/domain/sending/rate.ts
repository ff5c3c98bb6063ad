/** How quickly a number sends: a bucket of tokens, one for each message, filled at a rate. Kept in the database for all replicas. */
export interface Rate {
  readonly tokens: number
  readonly filledAtMs: number
  /** Messages a second at present: the configured rate, or less since WhatsApp said that it was too fast. */
  readonly perSecond: number
  /** When `perSecond` was last changed. */
  readonly changedAtMs: number
}

/**
 * The bucket holds as much as this many seconds fill: the rate holds over any longer time, and 60 a second are at most 78 in any one
 * second, of the 80 that WhatsApp allows.
 */
const BURST_SECONDS = 0.3
/** For how many seconds tokens are taken at once: each grab is a transaction. */
const GRAB_SECONDS = 0.1
/** Below this nothing would ever get through again. */
const MIN_PER_SECOND = 0.5
/** What a slowed number regains of its configured rate each minute. */
const RECOVERY_PER_MINUTE = 0.1
/** Refusals of one moment are one signal. */
const SLOWED_AT_MOST_EVERY_MS = 5_000

export function newRate(perSecond: number, nowMs: number): Rate {
  return { tokens: 0, filledAtMs: nowMs, perSecond, changedAtMs: nowMs }
}

/** The rate as it stands now: recovered, refilled. Harmless where the clock goes back. */
export function refilled(rate: Rate, configured: number, nowMs: number): Rate {
  const sinceMs = Math.max(0, nowMs - rate.filledAtMs)
  const recovered =
    rate.perSecond + (Math.max(0, nowMs - rate.changedAtMs) / 60_000) * RECOVERY_PER_MINUTE * configured
  const perSecond = Math.min(configured, recovered)
  const holds = Math.max(1, perSecond * BURST_SECONDS)
  return {
    tokens: Math.min(holds, rate.tokens + (sinceMs / 1000) * perSecond),
    filledAtMs: Math.max(rate.filledAtMs, nowMs),
    perSecond,
    changedAtMs: Math.max(rate.changedAtMs, nowMs),
  }
}

/** Takes tokens away. @param sent a whole number, at most the tokens */
export function spent(rate: Rate, sent: number): Rate {
  return { ...rate, tokens: rate.tokens - sent }
}

/** How many tokens are worth a transaction. @param wanted at most as many */
export function grabOf({ perSecond }: Rate, wanted: number): number {
  return Math.min(wanted, Math.max(1, Math.floor(perSecond * GRAB_SECONDS)))
}

/** How long until there are enough tokens, in milliseconds. */
export function untilTokens({ tokens, perSecond }: Rate, wanted: number): number {
  return tokens >= wanted ? 0 : Math.ceil(((wanted - tokens) / perSecond) * 1000)
}

/** Half as quick, after WhatsApp (130429) or the API (429) said that it was too fast. */
export function slowed(rate: Rate, nowMs: number, lastSlowedAtMs: number | undefined): Rate {
  if (lastSlowedAtMs !== undefined && nowMs - lastSlowedAtMs < SLOWED_AT_MOST_EVERY_MS) return rate
  return { ...rate, tokens: 0, perSecond: Math.max(MIN_PER_SECOND, rate.perSecond / 2), changedAtMs: nowMs }
}
