/** How well the service did in a time: what the rules about itself are made of. Sums, but for the slowest. */
export interface MinuteFigures {
  /** Webhooks answered, whatever the answer. */
  webhooks: number
  /** Of these, answered with an error of ours; what only the database caused is counted apart. */
  webhookErrors: number
  /** Of these, refused because the database was away: that has an alert of its own. */
  webhooksUnavailable: number
  /** Items that were not understood. */
  rejects: number
  /** Webhooks that were answered with 200 and then lost from the spool. */
  lostWebhooks: number
  reports: number
  /** Batches that took longer than a status update may. */
  slowUpdates: number
  slowestUpdateMs: number
  slowQueries: number
  slowestQueryMs: number
}

/** A status update or a query is slow from here on (the guide's section on alerts). */
export const SLOW_MS = 1000

export function noFigures(): MinuteFigures {
  return {
    webhooks: 0,
    webhookErrors: 0,
    webhooksUnavailable: 0,
    rejects: 0,
    lostWebhooks: 0,
    reports: 0,
    slowUpdates: 0,
    slowestUpdateMs: 0,
    slowQueries: 0,
    slowestQueryMs: 0,
  }
}
