import type { Finding } from '../../../adapters/cli/ports.ts'
import type { Config } from '../../config/config.ts'

const TIMEOUT_MS = 5_000

/** The service on this machine, and the address under which senders reach it. */
export async function* examineService(config: Config): AsyncGenerator<Finding> {
  const local = `http://127.0.0.1:${config.PORT}/readyz`
  const ready = await get(local)
  if (typeof ready === 'string') {
    const message = `nothing answers on port ${config.PORT} of this machine (${ready})`
    yield {
      check: 'service',
      state: 'warning',
      message,
      advice: 'Start it: "npm start" or "bluetick serve".',
    }
  } else if (ready.status === 200) {
    yield { check: 'service', state: 'ok', message: `ready on port ${config.PORT}` }
  } else {
    const message = `on port ${config.PORT} it answers ${ready.status}: ${ready.text}`
    yield { check: 'service', state: 'problem', message }
  }

  if (config.PUBLIC_URL === undefined) {
    yield {
      check: 'webhook',
      state: 'warning',
      message: 'PUBLIC_URL is not set, so it is not known how senders reach the webhook',
      advice: 'Set it to the address in front, such as https://bluetick.example.org.',
    }
    return
  }
  const outside = await get(new URL('/healthz', config.PUBLIC_URL).href)
  if (typeof outside !== 'string' && outside.status === 200) {
    yield { check: 'webhook', state: 'ok', message: `${config.PUBLIC_URL} reaches the service` }
    return
  }
  const why = typeof outside === 'string' ? outside : `it answers ${outside.status}`
  yield {
    check: 'webhook',
    state: 'problem',
    message: `${config.PUBLIC_URL}/healthz does not reach the service (${why})`,
    advice: 'Look at DNS, the certificate, the proxy and its route to this machine.',
  }
}

/** What a GET answers, or why there is no answer. */
async function get(url: string): Promise<{ readonly status: number; readonly text: string } | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return { status: response.status, text: (await response.text()).slice(0, 200) }
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  }
}
