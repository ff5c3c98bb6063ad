import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { type LoadResult, postAll } from './load.ts'
import { startServiceProcess } from './service-process.ts'
import { printTable, rate, ratio } from './table.ts'

const CONNECTIONS = 32
const BEFORE_SECONDS = 8
const OUTAGE_SECONDS = 60
/** How long after the database is back the throughput must be what it was. */
const RECOVERY_SECONDS = 30
const AFTER_SECONDS = 8

/** The database goes away for a minute under full load: how webhooks are answered before, meanwhile and afterwards. */
export async function benchOutage(): Promise<void> {
  await withPostgres(async (url) => {
    const proxy = await startProxy(Number(new URL(url).port))
    const through = new URL(url)
    through.port = String(proxy.port)
    const service = await startServiceProcess(through.href)
    const load = (name: string, seconds: number) => postFor(service.port, name, seconds)

    const before = await load('before', BEFORE_SECONDS)
    proxy.cut()
    const during = await load('during', OUTAGE_SECONDS)
    proxy.fix()
    const recovering = await load('recovering', RECOVERY_SECONDS)
    const after = await load('after', AFTER_SECONDS)
    const sent = [before, during, recovering, after].reduce((sum, run) => sum + run.requests, 0)
    const kept = await untilKept(url, sent)

    const row = (name: string, run: LoadResult) => [
      name,
      rate(run.requests / run.seconds),
      ratio(run.requests / run.seconds, before.requests / before.seconds),
      `${run.p99Ms.toFixed(0)} ms`,
      `${run.maxMs.toFixed(0)} ms`,
      String(run.refused),
    ]
    printTable(
      ['single webhooks', 'webhooks/s', 'ratio', 'p99', 'slowest', 'not 200'],
      [
        row('before', before),
        row(`database away, ${OUTAGE_SECONDS} s`, during),
        row(`the ${RECOVERY_SECONDS} s after it is back`, recovering),
        row('after that', after),
      ],
    )
    process.stdout.write(`${sent} messages got a 200, ${kept} are in the database\n`)
    await service.stop()
    proxy.close()
  })
}

/** Posts single webhooks for so long; each is a message of its own, so that what was kept can be counted. */
export async function postFor(
  port: number,
  name: string,
  seconds: number,
  connections = CONNECTIONS,
): Promise<LoadResult> {
  const untilMs = Date.now() + seconds * 1000
  const bodies = function* () {
    for (let n = 0; Date.now() < untilMs; n++) {
      const id = `wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4${name}${n}AA==`
      yield JSON.stringify({
        statuses: [{ id, status: 'sent', timestamp: '1790081781', recipient_id: '919800000000' }],
      })
    }
  }
  return postAll(port, bodies(), connections)
}

export async function untilKept(url: string, sent: number): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const deadlineMs = Date.now() + 120_000
  let kept = 0
  while (kept < sent && Date.now() < deadlineMs) {
    const { rows } = await client.query('SELECT count(*)::integer AS n FROM broadcasts_messages')
    kept = rows[0].n
  }
  await client.end()
  return kept
}

/** A way to the database that can be cut: open connections are reset, new ones refused. */
async function startProxy(target: number) {
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer((inbound) => {
    if (!open) {
      inbound.resetAndDestroy()
      return
    }
    const outbound = connect(target, '127.0.0.1')
    for (const socket of [inbound, outbound]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        inbound.destroy()
        outbound.destroy()
      })
    }
    inbound.pipe(outbound).pipe(inbound)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  const cut = () => {
    open = false
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: address.port,
    cut,
    fix() {
      open = true
    },
    close() {
      cut()
      server.close()
    },
  }
}
