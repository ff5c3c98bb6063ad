import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readEntry } from './codec.ts'
import { createInventory } from './inventory.ts'
import { isSpoolKey, sequenceOfKey } from './key.ts'
import { openLevel } from './level.ts'

/** By it LevelDB keeps other processes out. */
const LEVELS_LOCK = /^LOCK$/

/** How often copying begins again because LevelDB rearranged its files meanwhile. */
const MAX_ATTEMPTS = 10

/**
 * Copies a spool that a service may be working with. Everything that was acknowledged before the copying began is in the
 * copy; the copy is opened and checked, and its inventory lists what is in it.
 *
 * @param folder `DATA_DIR/spool`, which need not exist
 * @returns how many webhooks wait in the copy
 * @throws Error where no consistent copy could be taken
 */
export async function copySpool(folder: string, target: string): Promise<number> {
  const from = join(folder, 'level')
  const to = join(target, 'level')
  for (let attempt = 1; ; attempt++) {
    await rm(target, { recursive: true, force: true })
    await mkdir(to, { recursive: true, mode: 0o700 })
    const before = await filesOf(from)
    const copied = await copyAll(from, to, before).catch((error: unknown) => error)
    const after = await filesOf(from)
    if (copied === undefined && before.join() === after.join()) return listCopy(target, to)
    if (attempt === MAX_ATTEMPTS)
      throw new Error(`The spool in ${folder} changes too fast to be copied: try again.`)
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const names: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => !LEVELS_LOCK.test(name)).sort()
}

async function copyAll(from: string, to: string, names: readonly string[]): Promise<undefined> {
  for (const name of names) await copyFile(join(from, name), join(to, name))
}

async function listCopy(target: string, folder: string): Promise<number> {
  const webhooks = new Map<number, number>()
  const level = await openLevel(folder)
  try {
    for await (const [key, value] of level.iterator()) {
      const entry = isSpoolKey(key) ? readEntry(value) : undefined
      if (entry !== undefined) webhooks.set(sequenceOfKey(key), entry.webhooks)
    }
  } finally {
    await level.close()
  }
  const lastSequence = [...webhooks.keys()].reduce((max, sequence) => Math.max(max, sequence), 0)
  const inventory = await createInventory(`${target}-inventory`, lastSequence, webhooks)
  await inventory.close()
  return [...webhooks.values()].reduce((sum, count) => sum + count, 0)
}
