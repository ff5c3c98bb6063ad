import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { onTestFinished, vi } from 'vitest'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const START_TIMEOUT_MS = 60_000

/** The service as `npm start` runs it, a process of its own. */
export interface Running {
  readonly child: ChildProcess
  /** All it has written so far, to standard output and standard error. */
  output(): string
  /** Its log so far: what was said, with the fields beside it. */
  log(): readonly { readonly msg: string; readonly [field: string]: unknown }[]
  /** Resolves to its exit code when it has ended. */
  readonly ended: Promise<number | null>
  /** Resolves to its address when it listens. */
  listening(): Promise<string>
}

/** A folder of the test's own that every user can pass, as PostgreSQL's must when root starts it. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-process-'))
  await chmod(folder, 0o711)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Runs the service with `folder` as its working folder and nothing in its environment but `env`: it is killed after
 * the test, if it has not ended by then.
 */
export function runService(folder: string, env: Readonly<Record<string, string>>): Running {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN], {
    cwd: folder,
    env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', LOCAL_POSTGRES_PORT: '0', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const log = () =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line))
  return {
    child,
    output: () => output,
    log,
    ended,
    listening: () =>
      vi.waitFor(
        () => {
          const port = /listening on http:\/\/localhost:(\d+)/.exec(output)?.[1]
          if (port === undefined) throw new Error(`The service does not listen yet:\n${output}`)
          return `http://127.0.0.1:${port}`
        },
        { timeout: START_TIMEOUT_MS, interval: 50 },
      ),
  }
}
