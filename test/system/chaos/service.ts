import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

export const API_TOKEN = 'only-for-chaos-0123456789'
const START_WITHIN_MS = 180_000
const ENTRY = fileURLToPath(new URL('service-process.js', import.meta.url))

/** The service as a process that can be killed and started again, on one port and one DATA_DIR. */
export interface ChaosService {
  readonly url: string
  /** Starts it, and resolves when it answers. Settings given here last until the next start. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** Resolves when it has ended by itself. */
  ended(): Promise<void>
  /** SIGTERM; resolves to its exit code. */
  stop(): Promise<number | null>
  /** The value of a metric without labels; undefined while it cannot be asked. */
  metric(name: string): Promise<number | undefined>
}

/** @param built whether to run `dist`, which starts sooner than `src` through tsx */
export function createChaosService(
  port: number,
  fixed: Readonly<Record<string, string>>,
  built: boolean,
): ChaosService {
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null

  async function gone(): Promise<void> {
    if (child !== undefined && isRunning()) await once(child, 'exit')
  }

  return {
    url,
    async start(env = {}) {
      child = spawn(process.execPath, [...(built ? [] : ['--import', 'tsx']), ENTRY], {
        env: {
          PATH: process.env.PATH,
          LOG_LEVEL: 'silent',
          API_TOKEN,
          HOST: '127.0.0.1',
          PORT: String(port),
          ...(built && { CHAOS_BUILT: 'yes' }),
          ...fixed,
          ...env,
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      const started = child
      // One that dies at its first checkpoint (a drain at the start) has done what was asked of it.
      const died = () =>
        started.exitCode !== null || (started.signalCode !== null && env.CHAOS_POINT !== undefined)
      const answers = async () => died() || (await fetch(`${url}/healthz`)).ok
      await until('the service answers', answers, START_WITHIN_MS)
      if (started.exitCode !== null)
        throw new Error(`The service ended with ${started.exitCode} at its start.`)
    },
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
    async metric(name) {
      const answer = await fetch(`${url}/metrics`).catch(() => undefined)
      const line = (await answer?.text())?.match(new RegExp(`^${name} (\\S+)$`, 'm'))
      return line?.[1] === undefined ? undefined : Number(line[1])
    },
  }
}
