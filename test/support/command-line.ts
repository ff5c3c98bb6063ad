import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { runCommand } from '../../src/compose/cli/run.ts'
import { createCliDatabase } from '../../src/compose/cli/use-cases.ts'
import { parseConfig } from '../../src/compose/config/config.ts'

const BLUETICK = fileURLToPath(new URL('../../bin/bluetick.js', import.meta.url))

export interface CommandOptions {
  /** Where it runs. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly input?: string
}

/** How a command ended. */
export interface CommandResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line as a process, as `npx bluetick` does: the first call builds it. */
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

/** Runs the command line within the test, on a pool that the test has: `out` holds what goes to standard error, too. */
export async function runInProcess(
  args: readonly string[],
  pool: Pool,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string }> {
  let out = ''
  const write = (text: string) => {
    out += text
  }
  const { signal } = new AbortController()
  const code = await runCommand({
    args,
    environment,
    out: { write, print: async (text) => write(text) },
    err: { write },
    signal,
    withDatabase: (work) =>
      work(createCliDatabase({ pool, names: AS_WRITTEN, config: parseConfig(environment), signal })),
  })
  return { code, out }
}
