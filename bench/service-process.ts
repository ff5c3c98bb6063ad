import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'

/** The built service as a process of its own, as `npm start` runs it. */
export interface ServiceProcess {
  readonly port: number
  /** The most memory it ever had resident, in bytes (Linux). */
  peakMemoryBytes(): number
  /** The memory it has resident now, in bytes (Linux). */
  memoryBytes(): number
  /** Processor time it has used so far (Linux). */
  cpuSeconds(): number
  stop(): Promise<void>
}

const READY_WITHIN_MS = 30_000
const POLL_MS = 50
/** `getconf CLK_TCK`: 100 on every Linux in use. */
const CLOCK_TICKS_A_SECOND = 100

/** Starts `dist/main.js` against a database and waits until it is ready. */
export async function startServiceProcess(
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const port = await freePort()
  const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-bench-data-'))
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'error',
      API_TOKEN: 'token-of-the-bench-only',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await untilReady(port, child)
  return {
    port,
    peakMemoryBytes() {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
      return Number(peak?.[1]) * 1024
    },
    memoryBytes() {
      const now = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
      return Number(now?.[1]) * 1024
    },
    cpuSeconds() {
      // proc(5): fields 14 and 15, counted after the name, which may hold blanks.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_A_SECOND
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const deadlineMs = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null) throw new Error('The service ended before it was ready.')
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (response?.ok === true) return
    await delay(POLL_MS)
  }
  throw new Error(`The service was not ready within ${READY_WITHIN_MS} ms.`)
}
