import { once } from 'node:events'
import process from 'node:process'
import { createLogger } from '../adapters/log/logger.ts'
import { activeTraceIds } from '../adapters/trace/in-span.ts'
import type { Config } from './config/config.ts'
import { startService } from './service.ts'
import { hasOwnTelemetry, startTracing } from './tracing.ts'
import { readVersion } from './version.ts'

/** Within this time a second signal is an echo: `deno task` passes on a Ctrl-C that the terminal sent already. */
const ECHO_MS = 500

/** The service as a process: runs until a signal, then stops within a bound. Ends the process. */
export async function serve(config: Config): Promise<void> {
  const terminal = process.stdout.isTTY === true
  const format = config.LOG_FORMAT === 'auto' ? (terminal ? 'pretty' : 'json') : config.LOG_FORMAT
  const log = createLogger({ level: config.LOG_LEVEL, format, context: activeTraceIds })

  const stopping = new AbortController()
  let notifiedAtMs = 0
  const onSignal = (signal: string) => {
    if (stopping.signal.aborted) {
      if (performance.now() - notifiedAtMs < ECHO_MS) return
      log.warn({ signal }, 'second signal: exiting immediately')
      process.exit(1)
    }
    notifiedAtMs = performance.now()
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.error(`not stopped within SHUTDOWN_TIMEOUT_SECONDS=${config.SHUTDOWN_TIMEOUT_SECONDS}: ending`)
      process.exit(1)
    }, config.SHUTDOWN_TIMEOUT_SECONDS * 1000).unref()
    stopping.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)

  try {
    const traced = config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && !hasOwnTelemetry(config)
    const stopTracing = traced
      ? await startTracing(config, readVersion(), (problem) => log.warn({ problem }, 'traces not sent'))
      : undefined
    const service = await startService(config, log, stopping.signal)
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
    await service.stop()
    await stopTracing?.()
    log.info('stopped')
  } catch (err) {
    if (!stopping.signal.aborted) {
      // One sentence says what is wrong and what would be right; where in the code is for those who look for it.
      log.fatal(err instanceof Error ? err.message : 'could not start')
      log.debug({ err }, 'stack of the failed start')
      process.exitCode = 1
    }
  }
  // Handles that a library left open must not keep a stopped service alive.
  process.exit()
}
