import { createHash } from 'node:crypto'
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'

const CHECKSUM_CHARACTERS = 8
const LINE = /^([+=-]) (\d{1,16}) (\d{1,10}) ([0-9a-f]{8})$/

/** What must be in the spool: the number of webhooks, by the entry's place. */
export interface Stock {
  readonly webhooks: ReadonlyMap<number, number>
  /** The highest place that was ever used. */
  readonly lastPlace: number
  /** False where the file is damaged: then it may miss entries. */
  readonly complete: boolean
}

/**
 * A list of what must be in the spool, in a file apart from it: what is lost there can be told by what is missing.
 * A line for each entry that was added (+) or removed (-), and one for the last place before (=), each with a checksum.
 */
export interface Inventory {
  add(place: number, webhooks: number): Promise<void>
  /** Written before entries are removed: one that is removed twice is harmless, one that is missed is an alarm. */
  remove(places: readonly number[]): Promise<void>
  /** Begins anew, where nothing is in the spool and nothing is being added; what is added from now on stays. */
  clear(lastPlace: number): Promise<void>
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
  // Without its first line nobody knows which places were used: one that is used twice would pass for what is lost.
  let begun = false
  let lastPlace = 0
  for (const line of lines) {
    const [, sign, place = '', count = '', checksum] = LINE.exec(line) ?? []
    if (sign === undefined || checksum !== checksumOf(`${sign} ${place} ${count}`)) {
      complete &&= line === ''
      continue
    }
    begun ||= sign === '='
    lastPlace = Math.max(lastPlace, Number(place))
    if (sign === '+') webhooks.set(Number(place), Number(count))
    else webhooks.delete(Number(place))
  }
  return { webhooks, lastPlace, complete: complete && begun }
}

/** Begins the file anew, with what is there now. */
export async function createInventory(
  file: string,
  lastPlace: number,
  webhooks: ReadonlyMap<number, number>,
): Promise<Inventory> {
  let handle = await begin(file, lastPlace, webhooks)
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
  async function renew(place: number): Promise<void> {
    const former = handle
    handle = await begin(file, place, new Map())
    torn = false
    await former.close()
  }
  return {
    add: (place, count) => write(lineOf('+', place, count)),
    remove: (places) => write(places.map((place) => lineOf('-', place, 0)).join('')),
    clear(place) {
      const renewed = renew(place)
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
  lastPlace: number,
  webhooks: ReadonlyMap<number, number>,
): Promise<FileHandle> {
  await rm(`${file}.new`, { force: true })
  const handle = await open(`${file}.new`, 'ax', 0o600)
  try {
    const lines = [...webhooks].map(([place, count]) => lineOf('+', place, count))
    await handle.appendFile([lineOf('=', lastPlace, 0), ...lines].join(''))
    await handle.sync()
    await rename(`${file}.new`, file)
  } catch (error) {
    await handle.close()
    throw error
  }
  return handle
}

function lineOf(sign: '+' | '-' | '=', place: number, webhooks: number): string {
  const text = `${sign} ${place} ${webhooks}`
  return `${text} ${checksumOf(text)}\n`
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, CHECKSUM_CHARACTERS)
}
