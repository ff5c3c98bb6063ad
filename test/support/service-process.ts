import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The command that runs TypeScript on each runtime. */
const COMMANDS = {
  node: [process.execPath, '--import', 'tsx', 'src/main.ts'],
  deno: ['npx', '--yes', 'deno@2', 'run', '--allow-all', 'src/main.ts'],
} as const
const START_TIMEOUT_MS = 60_000

export interface ServiceProcess {
  readonly url: string
  /** What it has logged so far: one JSON object a line. */
  log(): string
  /** SIGTERM, and waits for the end. Idempotent. */
  stop(): Promise<void>
  /** SIGKILL to all of it, and waits until nothing of it is left. */
  kill(): Promise<void>
}

/** Whether Deno can be had here; `npx` fetches it at first use. */
export function hasDeno(): boolean {
  return spawnSync('npx', ['--yes', 'deno@2', '--version'], { cwd: ROOT }).status === 0
}

/** The service as a process of its own, on a free port, against a database. */
export async function startServiceProcess(
  runtime: keyof typeof COMMANDS,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-process-'))
  const [command, ...args] = COMMANDS[runtime]
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, args, {
    cwd: ROOT,
    // A group of its own, so that the stop reaches what npx started.
    detached: true,
    env: { PATH, HOME, DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0', LOG_FORMAT: 'json', ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const log = () => output
  async function stop() {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const port = await vi.waitFor(
      () => {
        const found = /listening on http:\/\/localhost:(\d+)/.exec(output)?.[1]
        if (found === undefined && child.exitCode === null) throw new Error('It is not listening yet.')
        return found
      },
      { timeout: START_TIMEOUT_MS, interval: 50 },
    )
    if (port === undefined) throw new Error('It ended.')
    return { url: `http://127.0.0.1:${port}`, log, stop, kill: () => end(child, 'SIGKILL') }
  } catch (error) {
    await stop()
    throw new Error(`The service did not start:\n${output}`, { cause: error })
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  process.kill(-child.pid, signal)
  // Closed only when the last process of the group has let go of its output.
  await once(child, 'close')
}
