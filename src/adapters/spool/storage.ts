import type { Buffer } from 'node:buffer'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BatchOperation } from 'classic-level'
import { createSingleFlight } from '../../domain/async/single-flight.ts'
import type { SpoolEntry, SpoolLoss } from '../../domain/messages/ports.ts'
import { decodeEntry } from './codec.ts'
import type { Evidence } from './evidence.ts'
import { createInventory, readInventory } from './inventory.ts'
import { sequenceOfKey } from './key.ts'
import { type Level, openLevel } from './level.ts'
import { openWhole } from './open-whole.ts'
import type { Reserve } from './reserve.ts'
import { salvageEntries } from './salvage.ts'
import { createWaiting, type Waiting } from './waiting.ts'

type Operation = BatchOperation<Level, string, Buffer>

/** How often an entry is written again because the folder was removed meanwhile. */
const MAX_WRITES = 3

export interface StorageOptions {
  /** Where LevelDB's folder lies. */
  readonly folder: string
  /** The inventory: a file outside the folder. */
  readonly inventoryFile: string
  readonly evidence: Evidence
  readonly reserve: Reserve
  readonly onLoss: (loss: SpoolLoss) => void
  readonly onFolderGone: () => void
}

/** Entries on disk: LevelDB, and the inventory that says what must be in it. */
export interface Storage {
  readonly waiting: Waiting
  /** No entry has a sequence above this one: sequences are never used twice. */
  readonly lastSequence: number
  add(key: string, value: Buffer, webhooks: number): Promise<void>
  /** The entries that are whole. Those that are not are recorded as lost and no longer waiting. */
  read(keys: readonly string[]): Promise<readonly SpoolEntry[]>
  remove(keys: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** @throws Error with one clear sentence where another process holds the folder, or it cannot be used */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { folder, inventoryFile, evidence, reserve } = options
  const levelFolder = join(folder, 'level')
  const stock = await readInventory(inventoryFile)
  const opened = await openWhole(levelFolder, stock, evidence, reserve, Date.now())
  const waiting = createWaiting(opened.webhooks)
  let { level, lastSequence } = opened
  let inventory = await createInventory(inventoryFile, lastSequence, bySequence(waiting))
  let { ino } = await stat(levelFolder)
  let adding = 0
  /** How often the folder was written anew: by its inode it could not be told, since a file system may use one again at once. */
  let writtenAnew = 0
  let closed = false
  if (opened.loss !== undefined) options.onLoss(opened.loss)

  /** After a failed write LevelDB refuses every later one until it is opened again. */
  async function reopen(): Promise<void> {
    await level.close()
    await reserve.release()
    if (!closed) level = await openLevel(levelFolder)
  }

  const repair = createSingleFlight(async () => ((await isThere()) ? reopen() : writeAnew()))

  async function write(batch: Operation[]): Promise<void> {
    await repair.finished()
    if (level.status !== 'open') await repair.run()
    try {
      await level.batch(batch, { sync: true })
    } catch (error) {
      // The error that counts is the one of the write; if the repair fails too, the next write tries it again.
      await repair.run().catch(() => undefined)
      throw error
    }
  }

  /** False where the files were removed: what is written to them is gone when the process ends. */
  async function isThere(): Promise<boolean> {
    const [now, files, listed] = await Promise.all([
      stat(levelFolder).catch(() => undefined),
      readdir(levelFolder).catch((): string[] => []),
      inventory.isThere(),
    ])
    const hasFiles = files.includes('CURRENT') && files.some((file) => file.endsWith('.log'))
    return now?.ino === ino && hasFiles && listed
  }

  /** Writes all that waits to a new folder: LevelDB still holds the files that were removed. */
  async function writeAnew(): Promise<void> {
    options.onFolderGone()
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const newFolder = `${levelFolder}.new`
    await rm(newFolder, { recursive: true, force: true })
    const fresh = await openLevel(newFolder)
    const lost: string[] = []
    for (const key of [...waiting.keys()]) {
      const value = await level.get(key).catch(() => undefined)
      if (value !== undefined && decodeEntry(value, sequenceOfKey(key)) !== undefined)
        await fresh.put(key, value)
      else if (waiting.has(key)) lost.push(key)
    }
    await fresh.close()
    await level.close()
    await rm(levelFolder, { recursive: true, force: true })
    await rename(newFolder, levelFolder)
    level = await openLevel(levelFolder)
    ino = (await stat(levelFolder)).ino
    writtenAnew++
    await recordLoss(lost)
    await inventory.close()
    inventory = await createInventory(inventoryFile, lastSequence, bySequence(waiting))
  }

  async function recordLoss(keys: readonly string[], values: readonly (Buffer | undefined)[] = []) {
    if (keys.length === 0) return
    const lostWebhooks = keys.reduce((sum, key) => sum + waiting.webhooksOf(key), 0)
    for (const key of keys) waiting.delete(key)
    const damage = { lostWebhooks, lostEntries: keys.length, countIsCertain: true }
    const files = keys.flatMap((key, i) => {
      const content = values[i]
      return content === undefined ? [] : [{ name: `entry-${sequenceOfKey(key)}`, content }]
    })
    options.onLoss({ ...damage, folder: await evidence.record(damage, files) })
  }

  async function remove(keys: readonly string[]): Promise<void> {
    await inventory.remove(keys.map(sequenceOfKey))
    await write(keys.map((key) => ({ type: 'del', key })))
    for (const key of keys) waiting.delete(key)
    if (waiting.size().entries === 0 && adding === 0) await inventory.clear(lastSequence)
  }

  async function valuesOf(keys: readonly string[]): Promise<(Buffer | undefined)[]> {
    await repair.finished()
    if (level.status !== 'open') await repair.run()
    // A block that cannot be read fails all of them: then each for itself.
    const each = () => Promise.all(keys.map((key) => level.get(key).catch(() => undefined)))
    return level.getMany([...keys]).catch(each)
  }

  return {
    waiting,
    lastSequence,
    async add(key, value, webhooks) {
      adding++
      lastSequence = Math.max(lastSequence, sequenceOfKey(key))
      try {
        for (let writes = 1; writes <= MAX_WRITES; writes++) {
          const before = writtenAnew
          await write([{ type: 'put', key, value }])
          await inventory.add(sequenceOfKey(key), webhooks)
          // Another may have found the folder gone, and written it anew without this entry, which did not wait yet.
          if ((await isThere()) && writtenAnew === before) {
            waiting.add(key, webhooks)
            return
          }
          await repair.run()
        }
      } finally {
        adding--
      }
      throw new Error(`The spool's folder ${folder} is removed again and again.`)
    },
    async read(keys) {
      const values = await valuesOf(keys)
      const bodies = keys.map((key, i) => {
        const value = values[i]
        return value === undefined ? undefined : decodeEntry(value, sequenceOfKey(key))
      })
      const missing = keys.filter((_, i) => bodies[i] === undefined)
      if (missing.length > 0) {
        const sequences = new Set(missing.map(sequenceOfKey))
        const found = await salvageEntries(levelFolder, (sequence) => sequences.has(sequence))
        for (const [i, key] of keys.entries()) {
          const value = found.get(sequenceOfKey(key))?.value
          if (bodies[i] === undefined && value !== undefined)
            bodies[i] = decodeEntry(value, sequenceOfKey(key))
        }
        const lost = keys.filter((_, i) => bodies[i] === undefined)
        await recordLoss(
          lost,
          keys.flatMap((_, i) => (bodies[i] === undefined ? [values[i]] : [])),
        )
        if (lost.length > 0) await remove(lost)
      }
      return keys.flatMap((key, i) => (bodies[i] === undefined ? [] : [{ key, bodies: bodies[i] }]))
    },
    remove,
    async close() {
      closed = true
      await repair.finished()
      await level.close()
      await inventory.close()
    },
  }
}

function bySequence(waiting: Waiting): ReadonlyMap<number, number> {
  return new Map([...waiting.keys()].map((key) => [sequenceOfKey(key), waiting.webhooksOf(key)]))
}
