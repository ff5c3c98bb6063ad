import { readdir, rename, rm } from 'node:fs/promises'
import type { SpoolLoss } from '../../domain/messages/ports.ts'
import { countBodies, readEntry } from './codec.ts'
import type { Evidence } from './evidence.ts'
import type { Stock } from './inventory.ts'
import { isSpoolKey, sequenceOfKey, spoolKey } from './key.ts'
import { type Level, openLevel, SpoolInUseError } from './level.ts'
import type { Reserve } from './reserve.ts'
import { holdsEntries, salvageEntries } from './salvage.ts'

export interface WholeLevel {
  readonly level: Level
  /** The number of webhooks of each entry that is there, by key, oldest first. */
  readonly webhooks: ReadonlyMap<string, number>
  readonly lastSequence: number
  readonly loss?: SpoolLoss
}

/**
 * Opens the LevelDB of the spool and compares it with the inventory. What is missing is looked for in LevelDB's files as
 * they were before; a LevelDB that cannot be opened is made anew from its files.
 *
 * @throws SpoolInUseError where another process holds it
 * @throws Error with one sentence where no LevelDB can be opened there
 */
export async function openWhole(
  folder: string,
  stock: Stock | undefined,
  evidence: Evidence,
  reserve: Reserve,
  nowMs: number,
): Promise<WholeLevel> {
  await evidence.holdFiles(folder)
  const { level, keys, isNew } = await openOrMakeAnew(folder, reserve).catch(async (error: unknown) => {
    if (error instanceof SpoolInUseError) await evidence.releaseFiles()
    throw error
  })
  const stored = new Map(keys.filter(isSpoolKey).map((key) => [sequenceOfKey(key), key]))
  const webhooks = new Map<string, number>()
  const expected = stock?.webhooks ?? new Map<number, number>()
  const complete = stock?.complete ?? !(await holdsCheckedEntries(level, keys))
  if (isNew || !complete || [...expected.keys()].some((sequence) => !stored.has(sequence))) {
    const isWanted = (sequence: number) => !stored.has(sequence) && (expected.has(sequence) || !complete)
    for (const entry of (await salvageEntries(evidence.heldFolder, isWanted)).values()) {
      const key = spoolKey(entry.sequence, entry.value.byteLength)
      await level.put(key, entry.value, { sync: true })
      stored.set(entry.sequence, key)
    }
  }
  for (const [sequence, key] of [...stored].sort(([a], [b]) => a - b)) {
    webhooks.set(key, expected.get(sequence) ?? countBodies(await level.get(key), sequence))
  }
  // Where the inventory may miss sequences, go on above any that can have been: they count up from 1.
  const lastSequence = Math.max(stock?.lastSequence ?? 0, complete ? 0 : nowMs, maxOf(stored.keys()))
  const lost = [...expected].filter(([sequence]) => !stored.has(sequence))
  if (lost.length === 0 && complete) {
    await evidence.releaseFiles()
    return { level, webhooks, lastSequence }
  }
  const lostWebhooks = lost.reduce((sum, [, count]) => sum + count, 0)
  const damage = { lostWebhooks, lostEntries: lost.length, countIsCertain: complete }
  return { level, webhooks, lastSequence, loss: { ...damage, folder: await evidence.record(damage) } }
}

function maxOf(sequences: Iterable<number>): number {
  let max = 0
  for (const sequence of sequences) max = Math.max(max, sequence)
  return max
}

interface Opened {
  readonly level: Level
  readonly keys: readonly string[]
  readonly isNew: boolean
}

async function openOrMakeAnew(folder: string, reserve: Reserve): Promise<Opened> {
  try {
    return await openWithKeys(folder)
  } catch (error) {
    if (error instanceof SpoolInUseError) throw error
  }
  try {
    // A disk that is full must not keep the service from what the spool holds.
    await reserve.release()
    return await openWithKeys(folder)
  } catch (error) {
    // Where a new one cannot be opened either, it is not the files that are at fault.
    const fresh = await openLevel(`${folder}.new`).catch(() => {
      throw error
    })
    await fresh.close()
  }
  await rm(folder, { recursive: true, force: true })
  await rename(`${folder}.new`, folder)
  return { ...(await openWithKeys(folder)), isNew: true }
}

async function openWithKeys(folder: string): Promise<Opened> {
  const files: string[] = await readdir(folder).catch(() => [])
  if (files.some(holdsEntries) && !files.includes('CURRENT')) {
    // LevelDB would begin anew, and delete the others.
    throw new Error(`The spool in ${folder} has lost its file CURRENT.`)
  }
  const level = await openLevel(folder)
  try {
    return { level, keys: await level.keys().all(), isNew: false }
  } catch (error) {
    await level.close()
    throw error
  }
}

/** Whether entries wait that were listed in an inventory when they were added. */
async function holdsCheckedEntries(level: Level, keys: readonly string[]): Promise<boolean> {
  for (const key of keys) {
    const value = await level.get(key).catch(() => undefined)
    if (value !== undefined && readEntry(value) !== undefined) return true
  }
  return false
}
