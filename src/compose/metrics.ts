import { createMetrics, type Metrics } from '../adapters/metrics/metrics.ts'
import type { Config } from './config/config.ts'
import { runtimeName, runtimeVersion } from './runtime.ts'
import { readVersion } from './version.ts'

/** The service's metrics; `steps` are the names of what is timed on the database. */
export function createServiceMetrics(config: Config, steps: readonly string[]): Metrics {
  return createMetrics({
    version: readVersion(),
    runtime: runtimeName,
    runtimeVersion,
    statements: steps,
    process: config.PROCESS_METRICS === 'auto' ? runtimeName === 'node' : config.PROCESS_METRICS === 'on',
    now: Date.now,
  })
}
