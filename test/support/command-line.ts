import { Readable } from 'node:stream'
import { runCommand } from '../../src/compose/cli/run.ts'

/** How a command ended. */
export interface CommandResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/**
 * Runs a command of the command line in this process, with `environment` as all of its environment and `input` to read.
 *
 * @param hear called with each piece of what it says as errors, when it says it
 */
export async function bluetick(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
  hear: (text: string) => void = () => undefined,
): Promise<CommandResult> {
  let out = ''
  let err = ''
  const write = (text: string) => {
    out += text
  }
  const code = await runCommand({
    args,
    environment,
    input: Readable.from([Buffer.from(input)]),
    out: { write, print: async (text) => write(text) },
    err: {
      write(text) {
        err += text
        hear(text)
      },
    },
    signal: new AbortController().signal,
  })
  return { code, out, err }
}
