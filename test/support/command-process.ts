import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CommandResult } from './command-line.ts'

const BLUETICK = fileURLToPath(new URL('../../bin/bluetick.js', import.meta.url))

export interface CommandOptions {
  /** Where it runs. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly input?: string
}

/** Runs the command line as a process, as `npx bluetick` does: the first call builds it. For most tests `bluetick` will do. */
export function runBluetick(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return run(process.execPath, [BLUETICK, ...args], options)
}

/** Runs it on a terminal of its own, where `out` and `err` are one. */
export function runOnTerminal(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const quoted = [process.execPath, BLUETICK, ...args].map((word) => `'${word}'`).join(' ')
  return run('script', ['--quiet', '--return', '--command', quoted, '/dev/null'], options)
}

/** Whether a terminal can be had: by the `script` of util-linux, which not every system has. */
export function hasTerminal(): boolean {
  return spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false
}

async function run(
  program: string,
  args: readonly string[],
  { cwd, env, input = '' }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(program, args, { cwd, env: { PATH: process.env.PATH, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  return { code, out, err }
}
