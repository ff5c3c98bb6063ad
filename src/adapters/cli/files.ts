import type { WriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CliContext, CliError, EXIT } from './context.ts'

/** A file that a command reads: its bytes, and how many there are; 0 for standard input. */
export interface InputFile {
  readonly bytes: Readable
  readonly size: number
}

/**
 * Opens a file for a piece of work, and closes it afterwards; "-" is standard input.
 *
 * @throws CliError where it cannot be read
 */
export async function withInput<Result>(
  file: string,
  input: Readable,
  work: (found: InputFile) => Promise<Result>,
): Promise<Result> {
  const found = await openInput(file, input)
  try {
    return await work(found)
  } finally {
    // Work that was refused may not have read a byte of it.
    if (found.bytes !== input) found.bytes.destroy()
  }
}

async function openInput(file: string, input: Readable): Promise<InputFile> {
  if (file === '-') return { bytes: input, size: 0 }
  const handle = await open(file).catch((cause: unknown) => {
    throw cannotRead(file, cause)
  })
  const found = await handle.stat()
  if (found.isDirectory()) {
    await handle.close()
    throw cannotRead(file, { code: 'EISDIR' })
  }
  return { bytes: handle.createReadStream(), size: found.size }
}

/**
 * Opens a file before anything is done: one that cannot be written must not cost what was to stand in it.
 *
 * @throws CliError naming the option
 */
export async function openOutput(file: string, option: string): Promise<WriteStream> {
  const handle = await open(file, 'w').catch((cause: unknown) => {
    throw new CliError(
      `${file} cannot be written: ${reasonOf(cause)}. Give another ${option}.`,
      EXIT.failed,
      {
        cause,
      },
    )
  })
  return handle.createWriteStream()
}

/** Writes pieces of text to a file, or to standard output. */
export async function writeText(
  context: CliContext,
  pieces: AsyncIterable<string>,
  file: string | undefined,
): Promise<void> {
  if (file !== undefined) {
    await pipeline(Readable.from(pieces), await openOutput(file, '--output'), { signal: context.signal })
    return
  }
  for await (const text of pieces) {
    if (context.signal.aborted) return
    await context.out.print(text)
  }
}

export function cannotRead(file: string, cause: unknown): CliError {
  return new CliError(`${file} cannot be read: ${reasonOf(cause)}.`, EXIT.failed, { cause })
}

/** Node's codes of what goes wrong with files, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Object && 'code' in error ? String(error.code) : String(error)
  return REASONS[code] === undefined ? code : `${REASONS[code]} (${code})`
}
