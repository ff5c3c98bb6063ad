import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client, type QueryResultRow } from 'pg'
import { onTestFinished } from 'vitest'
import {
  type LocalPostgres,
  type LocalPostgresOptions,
  startLocalPostgres,
} from '../../../src/adapters/local-postgres/start.ts'

const FAST = { fsync: 'off', full_page_writes: 'off' }
export const STOP_TIMEOUT_MS = 10_000

export const isRoot = process.getuid?.() === 0

/** An empty folder that every user can pass, removed after the test. */
export async function makeFolder(mode = 0o711): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-local-postgres-'))
  await chmod(folder, mode)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a server that is stopped after the test, if the test has not done so. */
export async function start(
  folder: string,
  options: Partial<LocalPostgresOptions> = {},
): Promise<LocalPostgres> {
  const server = await startLocalPostgres({ folder, settings: FAST, onLog: () => undefined, ...options })
  onTestFinished(() => server.stop(STOP_TIMEOUT_MS))
  return server
}

export async function query(url: string, text: string): Promise<QueryResultRow[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Another process that runs the server on `folder` and holds it. */
export interface Owner {
  readonly process: ChildProcess
  readonly pid: number
  readonly server: { readonly pid: number; readonly url: string }
}

/** Starts an owner and waits until its server is ready; ended after the test, if the test has not done so. */
export async function startOwner(folder: string): Promise<Owner> {
  const program = fileURLToPath(new URL('./owner-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGTERM')
    return ended(child)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    return { process: child, pid: child.pid ?? 0, server: JSON.parse(line) }
  }
  throw new Error('The owner ended before its server was ready')
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    child.on('exit', () => resolve())
  })
}

export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The processes, server and its children, that work in a data folder. Linux only: elsewhere none are found. */
export async function processesIn(dataDir: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)))
  return pids.filter((_, i) => folders[i] === dataDir).map(Number)
}
