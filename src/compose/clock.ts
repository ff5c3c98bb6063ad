import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import type { Metrics } from '../adapters/metrics/metrics.ts'
import { createQuery } from '../adapters/postgres/connection/query.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import { createServiceClock, type ServiceClock } from '../app/ingest/service-clock.ts'

/** The service's clock, compared with the database's. */
export function createClock(
  pool: Pool,
  statements: Statements,
  log: Logger,
  metrics: Pick<Metrics, 'followClock'>,
): ServiceClock {
  const query = createQuery(pool, statements)
  const clock = createServiceClock({
    machine: Date.now,
    async database() {
      const { rows } = await query('connection/clock')
      return rows[0]?.now_ms ?? Date.now()
    },
    onSkew(skewMs, notable) {
      const skewSeconds = Math.round(skewMs / 1000)
      if (!notable) log.info({ skewSeconds }, "this machine's clock agrees with the database's again")
      else
        log.warn(
          { skewSeconds },
          "this machine's clock and the database's differ: set both by NTP. Beyond a minute, receipts are stamped by the database's.",
        )
    },
  })
  metrics.followClock(clock.skewMs)
  return clock
}
