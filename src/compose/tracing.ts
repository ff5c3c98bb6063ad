import { context, DiagLogLevel, diag, trace } from '@opentelemetry/api'
import { createRestingContext } from '../adapters/trace/resting-context.ts'
import type { Config } from './config/config.ts'
import { runtimeName } from './runtime.ts'

/** How long spans that are not sent yet may hold up the stop. */
const FLUSH_TIMEOUT_MS = 5_000

/** The traces cannot be sent as the configuration asks. */
class TracingError extends Error {
  override readonly name = 'TracingError'
}

/** Whether Deno's own telemetry runs already, and registered itself (Deno manual, "OpenTelemetry"). */
export function hasOwnTelemetry(config: Config): boolean {
  return runtimeName === 'deno' && (config.OTEL_DENO === 'true' || config.OTEL_DENO === '1')
}

/**
 * Starts OpenTelemetry's SDK and registers it, before anything makes spans. Its packages are optional: who
 * sends no traces does not load them. Headers, sampling and resource attributes come from the standard
 * `OTEL_…` variables, which the SDK reads itself.
 *
 * @param onProblem called with what the SDK complains of, such as a collector that does not answer
 * @returns sends what is left and stops
 * @throws TracingError where the packages are not installed
 */
export async function startTracing(
  config: Config,
  version: string,
  onProblem: (problem: string) => void,
): Promise<() => Promise<void>> {
  const { sdk, hooks, resources, exporter } = await loadSdk(config).catch((cause: unknown) => {
    throw new TracingError(
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, and the packages that send traces are not installed: ' +
        'run npm install --include=optional, or unset it.',
      { cause },
    )
  })
  const own = resources.resourceFromAttributes({ 'service.name': 'bluetick', 'service.version': version })
  const environment = resources.detectResources({ detectors: [resources.envDetector] })
  const provider = new sdk.BasicTracerProvider({
    resource: resources.defaultResource().merge(own).merge(environment),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { exportTimeoutMillis: FLUSH_TIMEOUT_MS })],
  })
  const nothing = () => undefined
  const logger = { error: onProblem, warn: onProblem, info: nothing, debug: nothing, verbose: nothing }
  diag.setLogger(logger, DiagLogLevel.WARN)
  context.setGlobalContextManager(createRestingContext(new hooks.AsyncLocalStorageContextManager()))
  trace.setGlobalTracerProvider(provider)
  return async () => {
    await provider.shutdown()
    trace.disable()
    context.disable()
  }
}

async function loadSdk(config: Config) {
  const [sdk, hooks, resources, exporter] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
    loadExporter(config.OTEL_EXPORTER_OTLP_PROTOCOL),
  ])
  return { sdk, hooks, resources, exporter }
}

async function loadExporter(protocol: Config['OTEL_EXPORTER_OTLP_PROTOCOL']) {
  const exporters =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto')
  return new exporters.OTLPTraceExporter({ timeoutMillis: FLUSH_TIMEOUT_MS })
}
