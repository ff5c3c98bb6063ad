import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import process from 'node:process'
import { systemCode } from './error.ts'
import { run } from './program.ts'

/** Stands for the start of a live process where the system does not say when it started. */
export const UNKNOWN_START = 'unknown'

/**
 * When the process `pid` started, in words that no other process with the same pid repeats, not even after a reboot;
 * undefined where there is none (or only its exit status, waiting for a parent that does not care).
 */
export async function startOf(pid: number): Promise<string | undefined> {
  if (!isThere(pid)) return undefined
  if (process.platform !== 'linux') return UNKNOWN_START
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // "pid (name) state ppid …", where the name may hold anything: state is the third field, the start the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot.trim()} ${fields[19]}`
  } catch {
    return isThere(pid) ? UNKNOWN_START : undefined
  }
}

/** Whether the process that had this pid and this start is alive. In doubt: yes. */
export async function isAlive(pid: number, start: string): Promise<boolean> {
  const now = await startOf(pid)
  return now !== undefined && (now === start || now === UNKNOWN_START || start === UNKNOWN_START)
}

/** What a pid found in a data folder stands for. */
export type Finding = 'gone' | 'server-of-folder' | 'another-server' | 'another-program' | 'unknown'

/** Whether `pid` is a PostgreSQL server on `dataDir`, so that no innocent process is ever signalled. */
export async function identify(pid: number, dataDir: string): Promise<Finding> {
  if ((await startOf(pid)) === undefined) return 'gone'
  const args = await commandLine(pid)
  if (args === undefined) return 'unknown'
  if (!basename(args[0] ?? '').startsWith('postgres')) return 'another-program'
  return args.includes(dataDir) ? 'server-of-folder' : 'another-server'
}

async function commandLine(pid: number): Promise<readonly string[] | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text === '' ? undefined : text.split('\0')
  }
  const shown = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => undefined)
  return shown?.code === 0 && shown.output !== '' ? shown.output.split(' ') : undefined
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}
