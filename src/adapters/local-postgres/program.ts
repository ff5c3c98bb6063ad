import { type SpawnOptions, spawn } from 'node:child_process'
import { parse } from 'node:path'

/** A user of this system that PostgreSQL can run as. */
export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** How a program ended: its exit code (null where a signal ended it) and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/**
 * How every program of this adapter is launched: with nothing of our environment, in its own process group (the
 * terminal's Ctrl-C reaches us alone, and we decide what ends when), from the root folder (ours may be closed to `user`).
 */
export function launchOptions(file: string, user: SystemUser | undefined): SpawnOptions {
  return {
    cwd: parse(file).root || '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    detached: true,
    windowsHide: true,
    ...(user && { uid: user.uid, gid: user.gid }),
  }
}

/**
 * Runs a program to its end, as `user` where one is given. An exit code other than 0 is an answer, not an error;
 * rejects with the system's error where the program cannot be launched. `signal` ends it early (SIGTERM).
 */
export function run(
  file: string,
  args: readonly string[],
  user?: SystemUser,
  signal?: AbortSignal,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...launchOptions(file, user), stdio: ['ignore', 'pipe', 'pipe'] })
    const end = () => child.kill('SIGTERM')
    signal?.addEventListener('abort', end)
    let output = ''
    const keep = (text: string) => {
      output += text
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end)
      resolve({ code, output: output.trim() })
    })
  })
}
