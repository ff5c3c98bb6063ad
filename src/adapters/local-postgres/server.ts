import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { LocalPostgresError } from './error.ts'
import { launchOptions, type SystemUser } from './program.ts'

export interface ServerOptions {
  readonly postgres: string
  readonly dataDir: string
  readonly port: number
  readonly user: SystemUser | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly onLog: (line: string) => void
  readonly startTimeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** A server that is ready for connections. */
export interface Server {
  readonly pid: number
  /** Settles if the server ends by itself, with the reason; never after `stop`. */
  readonly exited: Promise<string>
  /** Fast shutdown, after `timeoutMs` immediate shutdown, at last SIGKILL. Idempotent. */
  stop(timeoutMs: number): Promise<void>
}

const READY = 'database system is ready to accept connections'
const LAST_LINES = 20
const IMMEDIATE_SHUTDOWN_WAIT_MS = 3_000
const KILL_WAIT_MS = 3_000
/** How long after the server's end its own children may hold on to its log. */
const LOG_END_WAIT_MS = 2_000

/** Launches `postgres` and waits until it is ready; throws START_FAILED with its last lines, leaving nothing running. */
export async function launchServer(options: ServerOptions): Promise<Server> {
  const { postgres, dataDir, user, onLog, startTimeoutMs, signal } = options
  const child = spawn(postgres, ['-D', dataDir, ...settingsOf(options)], {
    ...launchOptions(postgres, user),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const last: string[] = []
  const ended = endOf(child)
  const server = serverOf(child, ended, last)
  const problem = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(`was not ready within ${startTimeoutMs} ms`), startTimeoutMs)
    const settle = (why: string | undefined) => {
      clearTimeout(timer)
      resolve(why)
    }
    void ended.then(settle)
    signal?.addEventListener('abort', () => settle('was asked to stop'), { once: true })
    readLog(child, (line) => {
      last.push(line)
      if (last.length > LAST_LINES) last.shift()
      if (line.includes(READY)) settle(undefined)
      onLog(line)
    })
  })
  if (problem === undefined) return server
  await server.stop(0)
  signal?.throwIfAborted()
  throw new LocalPostgresError(
    'START_FAILED',
    `PostgreSQL on ${dataDir} ${problem}. Its last lines:\n${last.join('\n')}`,
  )
}

/**
 * Given at every start, not kept in the data: TCP on this machine only, UTC, and a log in plain lines that holds no
 * statement and no value of one (failed statements are reported by their sender).
 */
function settingsOf({ port, settings }: ServerOptions): string[] {
  const all = {
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    log_checkpoints: 'off',
    log_statement: 'none',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    // Nothing replicates from here; its launcher only adds a line that looks like a fault to every shutdown.
    max_logical_replication_workers: '0',
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    log_destination: 'stderr',
    logging_collector: 'off',
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function serverOf(child: ChildProcess, ended: Promise<string>, last: readonly string[]): Server {
  let stopped: Promise<void> | undefined
  // A process that ends without `stop` (process.exit, an uncaught error) takes its server along.
  const endWithUs = () => child.kill('SIGINT')
  process.once('exit', endWithUs)
  return {
    pid: child.pid ?? 0,
    exited: new Promise((resolve) => {
      void ended.then((why) => {
        process.off('exit', endWithUs)
        if (stopped === undefined) resolve(`PostgreSQL ${why}. Its last lines:\n${last.join('\n')}`)
      })
    }),
    stop(timeoutMs) {
      stopped ??= shutDown(child, ended, timeoutMs)
      return stopped
    },
  }
}

async function shutDown(child: ChildProcess, ended: Promise<string>, timeoutMs: number): Promise<void> {
  child.kill('SIGINT')
  if (await settlesWithin(ended, timeoutMs)) return
  child.kill('SIGQUIT')
  if (await settlesWithin(ended, IMMEDIATE_SHUTDOWN_WAIT_MS)) return
  child.kill('SIGKILL')
  if (await settlesWithin(ended, KILL_WAIT_MS)) return
  // Stuck in the kernel: nothing ends it now, but it need not keep us.
  child.unref()
  child.stderr?.destroy()
}

/** Resolves with how the process ended, once its log has been read to the end. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`could not be launched (${error.message})`)
    })
    child.on('exit', () => {
      setTimeout(() => child.stderr?.destroy(), LOG_END_WAIT_MS).unref()
    })
    child.on('close', (code, signal) => {
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`)
    })
  })
}

function readLog(child: ChildProcess, onLine: (line: string) => void): void {
  if (child.stderr) createInterface({ input: child.stderr }).on('line', onLine)
}

function settlesWithin(promise: Promise<unknown>, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), waitMs)
    void promise.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
