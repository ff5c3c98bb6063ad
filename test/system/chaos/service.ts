import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { until } from './until.ts'

export const API_TOKEN = 'only-for-chaos-0123456789'
const START_WITHIN_MS = 180_000
const LINES_OF_LOG = 30

/** The service as a process that can be killed and started again, on one port and one DATA_DIR. */
export interface ChaosService {
  readonly url: string
  /** The end of what it logged. */
  lastLogged(): string
  /** Starts it, and resolves when it is ready. Settings given here last until the next start. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** Whether a process runs that has said that it is ready. */
  isUp(): boolean
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** Resolves when it has ended by itself. */
  ended(): Promise<void>
  /** SIGTERM; resolves to its exit code. */
  stop(): Promise<number | null>
  /** The values of metrics without labels; undefined while they cannot be asked. */
  metrics(...names: readonly string[]): Promise<readonly (number | undefined)[]>
}

/**
 * @param entry the bundled service
 * @param logFile gets what it logs
 */
export function createChaosService(
  entry: string,
  port: number,
  fixed: Readonly<Record<string, string>>,
  logFile: string,
): ChaosService {
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let ready = false
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null

  async function gone(): Promise<void> {
    if (child !== undefined && isRunning()) await once(child, 'exit')
  }

  const lastLogged = () => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LINES_OF_LOG).join('\n')

  return {
    url,
    lastLogged,
    async start(env = {}) {
      ready = false
      const log = openSync(logFile, 'a')
      const started = spawn(process.execPath, [entry], {
        env: {
          PATH: process.env.PATH,
          LOG_LEVEL: 'info',
          // Its scripts and styles are packed at each start, and no fault here touches it.
          DASHBOARD: 'off',
          API_TOKEN,
          HOST: '127.0.0.1',
          PORT: String(port),
          ...fixed,
          ...env,
        },
        stdio: ['ignore', log, log, 'ipc'],
      })
      closeSync(log)
      child = started
      started.once('message', () => {
        ready = true
      })
      const ended = () => started.exitCode !== null || started.signalCode !== null
      await until('the service is ready', () => ready || ended(), {
        withinMs: START_WITHIN_MS,
        lastPollMs: 25,
      })
      // One that dies at its first checkpoint (a drain at the start) has done what was asked of it.
      if (started.exitCode !== null || (ended() && env.CHAOS_POINT === undefined)) {
        const how = started.exitCode ?? started.signalCode
        throw new Error(`The service ended with ${how} at its start:\n${lastLogged()}`)
      }
    },
    isUp: () => ready && isRunning(),
    async kill() {
      child?.kill('SIGKILL')
      await gone()
    },
    ended: gone,
    async stop() {
      child?.kill('SIGTERM')
      await gone()
      return child?.exitCode ?? null
    },
    async metrics(...names) {
      const answer = await fetch(`${url}/metrics`).catch(() => undefined)
      const text = await answer?.text()
      return names.map((name) => {
        const value = text?.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]
        return value === undefined ? undefined : Number(value)
      })
    },
  }
}
