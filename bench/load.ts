import { connect, type Socket } from 'node:net'

/** What a run of requests took. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers other than 200. */
  readonly refused: number
}

/**
 * Posts every body once over so many connections, each waiting for its answer before the next, and measures. Written
 * on bare sockets, so that on two cores the generator takes as little as it can from what is measured.
 */
export async function postAll(
  port: number,
  bodies: Iterable<string>,
  connections: number,
  headersOf: (body: string) => string = () => '',
): Promise<LoadResult> {
  const requests = requestsOf(bodies, headersOf)
  const latenciesMs: number[] = []
  let refused = 0
  const startedMs = performance.now()
  await Promise.all(
    Array.from({ length: connections }, () =>
      converse(port, requests, (latencyMs, ok) => {
        latenciesMs.push(latencyMs)
        if (!ok) refused++
      }),
    ),
  )
  const seconds = (performance.now() - startedMs) / 1000
  latenciesMs.sort((a, b) => a - b)
  const quantile = (q: number) => latenciesMs[Math.floor(q * (latenciesMs.length - 1))] ?? Number.NaN
  return {
    requests: latenciesMs.length,
    seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    refused,
  }
}

function converse(
  port: number,
  requests: Iterator<string>,
  answered: (latencyMs: number, ok: boolean) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sentMs = 0
    const next = () => {
      const { value, done } = requests.next()
      if (done === true) {
        socket.end()
        resolve()
        return
      }
      sentMs = performance.now()
      socket.write(value)
    }
    socket.on('connect', next)
    // Answers are a few hundred bytes and come in one piece.
    socket.on('data', (data) => {
      answered(performance.now() - sentMs, data.subarray(0, 15).toString('latin1') === 'HTTP/1.1 200 OK')
      next()
    })
    socket.on('error', reject)
  })
}

/** Bodies that are all there become requests before the clock starts: making them is not what is measured. */
function requestsOf(bodies: Iterable<string>, headersOf: (body: string) => string): Iterator<string> {
  if (Array.isArray(bodies)) return bodies.map((body) => requestOf(body, headersOf(body))).values()
  return (function* () {
    for (const body of bodies) yield requestOf(body, headersOf(body))
  })()
}

function requestOf(body: string, headers: string): string {
  const length = Buffer.byteLength(body)
  const head = `host: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${headers}`
  return `POST /webhook HTTP/1.1\r\n${head}\r\n${body}`
}
