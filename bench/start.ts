import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'
import { median, printTable } from './table.ts'

const STARTS = 6
const POLL_MS = 20

/** From `npm start`, with the embedded PostgreSQL, until webhooks can be taken. */
export async function benchStart(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-bench-start-'))
  const took: number[] = []
  for (let n = 0; n < STARTS; n++) took.push(await secondsToReady(folder))
  const [first = 0, ...later] = took
  printTable(
    ['npm start to ready', 'seconds'],
    [
      ['first, which makes the database', first.toFixed(1)],
      [`later ones, median of ${later.length}`, median(later).toFixed(1)],
      ['later ones, slowest', Math.max(...later).toFixed(1)],
    ],
  )
  await rm(folder, { recursive: true, force: true })
}

async function secondsToReady(folder: string): Promise<number> {
  const port = await freePort()
  const startedMs = performance.now()
  const child = spawn('npm', ['start'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok === true) break
    if (child.exitCode !== null) throw new Error('npm start ended before it was ready.')
    await delay(POLL_MS)
  }
  const seconds = (performance.now() - startedMs) / 1000
  child.kill('SIGTERM')
  await once(child, 'exit')
  return seconds
}
