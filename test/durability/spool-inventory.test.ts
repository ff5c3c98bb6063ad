import { mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createInventory, readInventory } from '../../src/adapters/spool/inventory.ts'
import { openSpool } from '../../src/adapters/spool/spool.ts'

test('what is added while the inventory is begun anew stays in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-inventory-'))
  const file = join(folder, 'spool-inventory')
  const inventory = await createInventory(file, 0, new Map())
  // Which of the two reaches the disk first is up to the system: now and then it is the addition.
  for (let sequence = 1; sequence <= 300; sequence += 2) {
    const clearing = inventory.clear(sequence)
    await Promise.all([clearing, inventory.add(sequence + 1, 3)])
    expect(await inventory.isThere()).toBe(true)
    expect(await readInventory(file)).toEqual({
      webhooks: new Map([[sequence + 1, 3]]),
      lastSequence: sequence + 1,
      complete: true,
    })
  }
  await inventory.close()
  await rm(folder, { recursive: true })
})

test('an inventory that lost its beginning does not have sequence numbers used twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-inventory-'))
  const spoolFolder = join(folder, 'spool')
  const appended = async () => {
    const spool = await openSpool(spoolFolder, 1024 * 1024)
    const { key } = await spool.append([{ body: Buffer.from('{}'), receivedAtMs: 1 }])
    const entries = await spool.oldest(1024)
    await spool.remove(entries)
    await spool.close()
    return key
  }
  const [first, second] = [await appended(), await appended()]
  await truncate(join(folder, 'spool-inventory'), 0)
  const third = await appended()
  expect([first, second, third].toSorted()).toEqual([first, second, third])
  expect(new Set([first, second, third]).size).toBe(3)
  await rm(folder, { recursive: true })
})
