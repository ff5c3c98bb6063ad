import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Of the library's metrics, those that say nothing to act on, or break the conventions of Prometheus. */
const LEFT_OUT = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
]
/** Two bounds are enough to see a pause that is felt; the library's seven come once for each kind of collection. */
const PAUSE_SECONDS = [0.01, 0.1]

/** Measures the process itself: memory, processor, event loop, garbage collection. Node only. */
export function measureProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry, gcDurationBuckets: PAUSE_SECONDS })
  for (const name of LEFT_OUT) registry.removeSingleMetric(name)
}
