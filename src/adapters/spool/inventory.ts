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
  /** Begins anew, where nothing is in the spool and nothing is being added. */
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
  let lastPlace = 0
  for (const line of lines) {
    const [, sign, place = '', count = '', checksum] = LINE.exec(line) ?? []
    if (sign === undefined || checksum !== checksumOf(`${sign} ${place} ${count}`)) {
      complete &&= line === ''
      continue
    }
    lastPlace = Math.max(lastPlace, Number(place))
    if (sign === '+') webhooks.set(Number(place), Number(count))
    else webhooks.delete(Number(place))
  }
  return { webhooks, lastPlace, complete }
}

/** Begins the file anew, with what is there now. */
export async function createInventory(
  file: string,
  lastPlace: number,
  webhooks: ReadonlyMap<number, number>,
): Promise<Inventory> {
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
  return inventoryOn(file, handle)
}

function inventoryOn(file: string, handle: FileHandle): Inventory {
  /** A line may have been cut by a full disk: the next one begins on a line of its own. */
  let torn = false
  async function write(lines: string): Promise<void> {
    try {
      await handle.appendFile(torn ? `\n${lines}` : lines)
      await handle.datasync()
      torn = false
    } catch (error) {
      torn = true
      throw error
    }
  }
  return {
    add: (place, webhooks) => write(lineOf('+', place, webhooks)),
    remove: (places) => write(places.map((place) => lineOf('-', place, 0)).join('')),
    async clear(lastPlace) {
      await handle.truncate(0)
      await write(lineOf('=', lastPlace, 0))
    },
    async isThere() {
      const [there, ours] = await Promise.all([stat(file).catch(() => undefined), handle.stat()])
      return there?.ino === ours.ino
    },
    close: () => handle.close(),
  }
}

function lineOf(sign: '+' | '-' | '=', place: number, webhooks: number): string {
  const text = `${sign} ${place} ${webhooks}`
  return `${text} ${checksumOf(text)}\n`
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, CHECKSUM_CHARACTERS)
}
