import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Of the library's metrics, those that say nothing to act on, or break the conventions of Prometheus. */
const LEFT_OUT = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'nodejs_eventloop_lag_max_seconds',
  'nodejs_eventloop_lag_mean_seconds',
  'nodejs_eventloop_lag_min_seconds',
  'nodejs_eventloop_lag_p50_seconds',
  'nodejs_eventloop_lag_p90_seconds',
  'nodejs_eventloop_lag_stddev_seconds',
  // A pause that is felt is in the lag of the event loop.
  'nodejs_gc_duration_seconds',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  // In bluetick_build_info.
  'nodejs_version_info',
  'process_heap_bytes',
  'process_virtual_memory_bytes',
]

/** Measures the process itself: memory, processor, event loop. Node only. */
export function measureProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of LEFT_OUT) registry.removeSingleMetric(name)
}
