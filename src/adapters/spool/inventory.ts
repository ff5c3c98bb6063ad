import { createHash } from 'node:crypto'
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'

const CHECKSUM_CHARACTERS = 8
const LINE = /^([+=-]) (\d{1,16}) (\d{1,10}) ([0-9a-f]{8})$/

/** What must be in the spool: the number of webhooks, by the entry's sequence. */
export interface Stock {
  readonly webhooks: ReadonlyMap<number, number>
  /** The highest sequence that was ever used. */
  readonly lastSequence: number
  /** False where the file is damaged: then it may miss entries. */
  readonly complete: boolean
}

/**
 * A list of what must be in the spool, in a file apart from it: what is lost there can be told by what is missing.
 * A line for each entry that was added (+) or removed (-), and one for the last sequence before (=), each with a checksum.
 */
export interface Inventory {
  add(sequence: number, webhooks: number): Promise<void>
  /** Written before entries are removed: one that is removed twice is harmless, one that is missed is an alarm. */
  remove(sequences: readonly number[]): Promise<void>
  /** Begins anew, where nothing is in the spool and nothing is being added; what is added from now on stays. */
  clear(lastSequence: number): Promise<void>
  /** Whether the file is still the one that is written to. */
  isThere(): Promise<boolean>
  close(): Promise<void>
}

/** What the file says; undefined where there is none. */
export async function readInventory(file: string): Promise<Stock | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const webhooks = new Map<number, number>()
  const lines = text.split('\n')
  // What has no line end was being written when the process ended: nothing was promised for it.
  lines.pop()
  let complete = true
  // Without its first line nobody knows which sequences were used: one that is used twice would pass for what is lost.
  let begun = false
  let lastSequence = 0
  for (const line of lines) {
    const [, sign, sequence = '', count = '', checksum] = LINE.exec(line) ?? []
    if (sign === undefined || checksum !== checksumOf(`${sign} ${sequence} ${count}`)) {
      complete &&= line === ''
      continue
    }
    begun ||= sign === '='
    lastSequence = Math.max(lastSequence, Number(sequence))
    if (sign === '+') webhooks.set(Number(sequence), Number(count))
    else webhooks.delete(Number(sequence))
  }
  return { webhooks, lastSequence, complete: complete && begun }
}

/** Begins the file anew, with what is there now. */
export async function createInventory(
  file: string,
  lastSequence: number,
  webhooks: ReadonlyMap<number, number>,
): Promise<Inventory> {
  let handle = await begin(file, lastSequence, webhooks)
  /** A line may have been cut by a full disk: the next one begins on a line of its own. */
  let torn = false
  /** What is added meanwhile belongs into the new file. */
  let renewing: Promise<unknown> = Promise.resolve()

  async function write(lines: string): Promise<void> {
    await renewing
    try {
      await handle.appendFile(torn ? `\n${lines}` : lines)
      await handle.datasync()
      torn = false
    } catch (error) {
      torn = true
      throw error
    }
  }
  async function renew(sequence: number): Promise<void> {
    const former = handle
    handle = await begin(file, sequence, new Map())
    torn = false
    await former.close()
  }
  return {
    add: (sequence, count) => write(lineOf('+', sequence, count)),
    remove: (sequences) => write(sequences.map((sequence) => lineOf('-', sequence, 0)).join('')),
    clear(sequence) {
      const renewed = renew(sequence)
      renewing = renewed.catch(() => undefined)
      return renewed
    },
    async isThere() {
      await renewing
      const [there, ours] = await Promise.all([stat(file).catch(() => undefined), handle.stat()])
      return there?.ino === ours.ino
    },
    async close() {
      await renewing
      await handle.close()
    },
  }
}

/** Whole at once: whoever reads the file finds all of the former one, or all of this. */
async function begin(
  file: string,
  lastSequence: number,
  webhooks: ReadonlyMap<number, number>,
): Promise<FileHandle> {
  await rm(`${file}.new`, { force: true })
  const handle = await open(`${file}.new`, 'ax', 0o600)
  try {
    const lines = [...webhooks].map(([sequence, count]) => lineOf('+', sequence, count))
    await handle.appendFile([lineOf('=', lastSequence, 0), ...lines].join(''))
    await handle.sync()
    await rename(`${file}.new`, file)
  } catch (error) {
    await handle.close()
    throw error
  }
  return handle
}

function lineOf(sign: '+' | '-' | '=', sequence: number, webhooks: number): string {
  const text = `${sign} ${sequence} ${webhooks}`
  return `${text} ${checksumOf(text)}\n`
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, CHECKSUM_CHARACTERS)
}
