import { isoOf } from '../text/iso.ts'
import type { KeptEvent } from './ports.ts'
import type { Suppression } from './suppression.ts'

/** An event of the account as the API and `--json` show it. */
export function eventJson({ occurrence, lastAtMs, untilMs, ...event }: KeptEvent) {
  return {
    ...event,
    at: isoOf(occurrence.atMs),
    last_at: isoOf(lastAtMs),
    ...(untilMs !== undefined && { until: isoOf(untilMs) }),
  }
}

/** Somebody who must not be written to, as the API and `--json` show it. */
export function suppressionJson({ sinceMs, ...rest }: Suppression) {
  return { ...rest, since: isoOf(sinceMs) }
}
