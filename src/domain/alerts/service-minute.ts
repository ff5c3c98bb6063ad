/** How well the service did in a time: what the rules about itself are made of. Sums, but for the slowest. */
export interface MinuteFigures {
  /** Webhooks answered, whatever the answer. */
  webhooks: number
  /** Of these, let in and understood, if only as something that is not ours: signs of life of the senders. */
  accepted: number
  /** Of these, refused for a wrong or missing token or signature (401). */
  unauthorized: number
  /** Of these, answered with an error of ours; what only the database caused is counted apart. */
  webhookErrors: number
  /** Of these, refused because the database was away: that has an alert of its own. */
  webhooksUnavailable: number
  /** Items that were not understood. */
  rejects: number
  /** Webhooks that were answered with 200 and then lost from the spool. */
  lostWebhooks: number
  reports: number
  /** Of these, by what they say. */
  sentReports: number
  deliveredReports: number
  readReports: number
  failedReports: number
  /** Batches that took longer than a status update may. */
  slowUpdates: number
  slowestUpdateMs: number
  slowQueries: number
  slowestQueryMs: number
  /** Slow queries by the name of their statement. */
  readonly slowStatements: Map<string, SlowStatement>
}

export interface SlowStatement {
  count: number
  slowestMs: number
}

/** A status update or a query is slow from here on (the guide's section on alerts). */
export const SLOW_MS = 1000

export function noFigures(): MinuteFigures {
  return {
    webhooks: 0,
    accepted: 0,
    unauthorized: 0,
    webhookErrors: 0,
    webhooksUnavailable: 0,
    rejects: 0,
    lostWebhooks: 0,
    reports: 0,
    sentReports: 0,
    deliveredReports: 0,
    readReports: 0,
    failedReports: 0,
    slowUpdates: 0,
    slowestUpdateMs: 0,
    slowQueries: 0,
    slowestQueryMs: 0,
    slowStatements: new Map(),
  }
}

/** Both together: sums, and the slower of the slowest. */
export function addFigures(a: MinuteFigures, b: MinuteFigures): MinuteFigures {
  const sum = noFigures()
  for (const name of SUMS) sum[name] = a[name] + b[name]
  for (const name of MAXIMA) sum[name] = Math.max(a[name], b[name])
  for (const { slowStatements } of [a, b])
    for (const [name, { count, slowestMs }] of slowStatements) addSlow(sum, name, count, slowestMs)
  return sum
}

export function addSlow(figures: MinuteFigures, statement: string, count: number, slowestMs: number): void {
  const slow = figures.slowStatements.get(statement) ?? { count: 0, slowestMs: 0 }
  slow.count += count
  slow.slowestMs = Math.max(slow.slowestMs, slowestMs)
  figures.slowStatements.set(statement, slow)
}

const MAXIMA = ['slowestUpdateMs', 'slowestQueryMs'] as const
type Sum = Exclude<keyof MinuteFigures, (typeof MAXIMA)[number] | 'slowStatements'>
const SUMS = Object.keys(noFigures()).filter(
  (name): name is Sum => name !== 'slowStatements' && !MAXIMA.some((maximum) => maximum === name),
)
