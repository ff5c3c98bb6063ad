import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { withPostgres } from './database.ts'
import { postFor, untilKept } from './outage.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { printTable, rate, ratio } from './table.ts'

const WARM_SECONDS = 5
/** The most that is carried is looked for with ever more senders, each of which waits for its answer. */
const SENDERS = [32, 128, 512]
const PEAK_SECONDS = 8
const OVERLOAD_SECONDS = 30
/** Offered load as a multiple of the most that was carried. */
const MULTIPLES = [1, 3]
/** Senders do not wait for one another: a request that is due takes a free connection, and there are many. */
const CONNECTIONS = 1_000
const TICK_MS = 10
const ANSWERED_WITHIN_MS = 10_000

interface Offered {
  readonly seconds: number
  readonly offered: number
  readonly good: number
  readonly late: number
  readonly refused: number
}

/**
 * More comes than can be carried, and a neighbour takes half of the processor: what is still answered 200, and whether any
 * of the work is done twice.
 */
export async function benchOverload(): Promise<void> {
  await withPostgres(async (url) => {
    const neighbour = spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' })
    const service = await startServiceProcess(url)
    await postFor(service.port, 'warm', WARM_SECONDS)
    let peak = 0
    for (const senders of SENDERS) {
      const run = await postFor(service.port, `peak${senders}`, PEAK_SECONDS, senders)
      peak = Math.max(peak, (run.requests - run.refused) / run.seconds)
    }
    const rows = [['as much as it carries', rate(peak), rate(peak), '1.00', '0', '0', '']]
    for (const multiple of MULTIPLES) {
      const before = await duplicates(service)
      const run = await offer(service.port, `x${multiple}`, peak * multiple, OVERLOAD_SECONDS)
      const goodput = run.good / run.seconds
      const twice = (await duplicates(service)) - before
      rows.push([
        `${multiple} times that for ${OVERLOAD_SECONDS} s`,
        rate(run.offered / run.seconds),
        rate(goodput),
        ratio(goodput, peak),
        String(run.late),
        String(run.refused),
        `${((100 * twice) / Math.max(1, run.good)).toFixed(1)}%`,
      ])
    }
    neighbour.kill('SIGKILL')
    const sent = await acknowledged(service)
    const kept = await untilKept(url, sent)
    printTable(
      ['single webhooks', 'offered/s', '200/s', 'of the peak', 'later than 1 s', 'refused', 'joined twice'],
      rows,
    )
    process.stdout.write(`${sent} webhooks got a 200, ${kept} messages are in the database\n`)
    await service.stop()
  })
}

/** Offers webhooks at a rate, whatever becomes of them. What finds no free connection counts as offered. */
async function offer(port: number, name: string, perSecond: number, seconds: number): Promise<Offered> {
  const counts = { offered: 0, good: 0, late: 0, refused: 0, closed: false }
  const free: Socket[] = []
  await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(port, counts, free)))
  const startedMs = performance.now()
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startedMs
      for (const due = (elapsedMs / 1000) * perSecond; counts.offered < due; counts.offered++) {
        const socket = free.pop()
        if (socket !== undefined) socket.emit('due', requestOf(`${name}${counts.offered}`))
      }
      if (elapsedMs < seconds * 1000) return
      clearInterval(timer)
      resolve()
    }, TICK_MS)
  })
  const took = (performance.now() - startedMs) / 1000
  const { offered, good, late, refused } = counts
  // What is under way is still answered, and belongs to the load before it is counted what was done twice.
  await untilFree(free)
  counts.closed = true
  for (const socket of free) socket.destroy()
  return { seconds: took, offered, good, late, refused }
}

async function untilFree(free: readonly Socket[]): Promise<void> {
  for (const untilMs = Date.now() + ANSWERED_WITHIN_MS; free.length < CONNECTIONS && Date.now() < untilMs; )
    await delay(TICK_MS)
}

interface Counts {
  good: number
  late: number
  refused: number
  closed: boolean
}

/** Takes requests while it is free; a new one takes its place where the service closes it, as it does with a refusal. */
function openConnection(port: number, counts: Counts, free: Socket[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sentMs = 0
    socket.on('due', (request: string) => {
      sentMs = performance.now()
      socket.write(request)
    })
    socket.on('data', (data) => {
      const head = data.subarray(0, 12).toString('latin1')
      if (!head.startsWith('HTTP/1.1')) return
      if (performance.now() - sentMs > 1_000) counts.late++
      if (head.endsWith('200')) {
        counts.good++
        free.push(socket)
      } else counts.refused++
    })
    socket.once('connect', () => {
      free.push(socket)
      socket.off('error', reject)
      socket.on('error', () => undefined)
      resolve()
    })
    socket.once('close', () => {
      const at = free.indexOf(socket)
      if (at >= 0) free.splice(at, 1)
      if (!counts.closed) openConnection(port, counts, free).catch(() => undefined)
    })
    socket.once('error', reject)
  })
}

function requestOf(name: string): string {
  const id = `wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4${name}AA==`
  const body = JSON.stringify({
    statuses: [{ id, status: 'sent', timestamp: '1790081781', recipient_id: '919800000000' }],
  })
  return `POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

/** Reports that were joined once more: every message here comes once, so each is work that was done twice. */
async function duplicates({ port }: ServiceProcess): Promise<number> {
  return metric(port, /^bluetick_duplicate_reports_total (\S+)$/m)
}

async function acknowledged({ port }: ServiceProcess): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = text.matchAll(/^bluetick_webhooks_total\{[^}]*"(?:success|partial)"[^}]*\} (\S+)$/gm)
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0)
}

async function metric(port: number, line: RegExp): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(line.exec(text)?.[1] ?? 0)
}
