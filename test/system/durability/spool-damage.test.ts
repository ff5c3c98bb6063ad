import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSpool } from '../../../src/adapters/spool/spool.ts'
import type { ReceivedBody, SpoolLoss } from '../../../src/domain/messages/ports.ts'

const MIB = 1024 * 1024
const ENTRIES = 60
let home: string
let folder: string
let losses: SpoolLoss[]
let foldersGone: number
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bluetick-damage-'))
  folder = join(home, 'spool')
  losses = []
  foldersGone = 0
})
afterEach(() => rm(home, { recursive: true, force: true }))

const open = () =>
  openSpool(folder, 64 * MIB, { onLoss: (loss) => losses.push(loss), onFolderGone: () => foldersGone++ })
type Opened = Awaited<ReturnType<typeof open>>

function bodiesOf(n: number): readonly ReceivedBody[] {
  return [0, 1].map((i) => ({
    body: Buffer.from(`${n}.${i} ${'report '.repeat(20)}`),
    receivedAtMs: n,
  }))
}

/** Reads and removes all that waits, as the drain does. @returns the number of webhooks */
async function drainAll(spool: Opened): Promise<number> {
  let webhooks = 0
  while (spool.size().entries > 0) {
    const entries = await spool.oldest(MIB)
    for (const { bodies } of entries) {
      for (const { body, receivedAtMs } of bodies) {
        expect(Buffer.from(body).toString()).toContain(`${receivedAtMs}.`)
        webhooks++
      }
    }
    await spool.remove(entries)
  }
  return webhooks
}

/** A spool with entries, as a process that was killed leaves it: copied while it is open. */
async function killedSpool(entries: number, restarts = 0): Promise<void> {
  const live = join(home, 'live')
  let spool = await openSpool(live, 64 * MIB)
  for (let n = 1; n <= entries; n++) {
    await spool.append(bodiesOf(n))
    if (restarts > 0 && n % Math.ceil(entries / (restarts + 1)) === 0) {
      await spool.close()
      spool = await openSpool(live, 64 * MIB)
    }
  }
  await cp(live, folder, { recursive: true })
  await cp(`${live}-inventory`, `${folder}-inventory`)
  await spool.close()
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file)
  bytes[at] = (bytes[at] ?? 0) ^ 0xff
  await writeFile(file, bytes)
}

async function levelFiles(): Promise<string[]> {
  const files = await readdir(join(folder, 'level'))
  // LOCK is empty and LOG is for people: neither holds anything.
  return files.filter((file) => !/^LO(CK|G(\.old)?)$/.test(file)).map((file) => join(folder, 'level', file))
}

const lost = () => losses.reduce((sum, { lostWebhooks }) => sum + lostWebhooks, 0)

describe('one byte flipped', () => {
  test('anywhere in the log costs one entry at most, and that one is counted', async () => {
    await killedSpool(ENTRIES)
    const pristine = join(home, 'pristine')
    await cp(folder, pristine, { recursive: true })
    const inventory = await readFile(`${folder}-inventory`)
    const log = (await levelFiles()).find((file) => file.endsWith('.log')) ?? ''
    const { size } = await stat(log)
    for (const at of [0, 6, size / 3, 32_768 + 4, size - 200].map(Math.floor)) {
      losses = []
      await flip(log, at)
      const spool = await open()
      expect(lost()).toBeLessThanOrEqual(2)
      expect(await drainAll(spool)).toBe(2 * ENTRIES - lost())
      await spool.close()
      await rm(folder, { recursive: true })
      await cp(pristine, folder, { recursive: true })
      await writeFile(`${folder}-inventory`, inventory)
    }
  })

  test('in any other file, and the file truncated or deleted, costs nothing in silence', async () => {
    await killedSpool(ENTRIES, 2)
    const pristine = join(home, 'pristine')
    await cp(folder, pristine, { recursive: true })
    const inventory = await readFile(`${folder}-inventory`)
    const harms = [
      async (file: string) => flip(file, Math.floor((await stat(file)).size / 2)),
      async (file: string) => flip(file, (await stat(file)).size - 5),
      async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2)),
      (file: string) => rm(file),
    ]
    const files = await levelFiles()
    expect(files.length).toBeGreaterThanOrEqual(4)
    for (const file of [...files, `${folder}-inventory`]) {
      for (const harm of harms) {
        losses = []
        await harm(file)
        const spool = await open()
        const drained = await drainAll(spool)
        expect([file, drained + lost()]).toEqual([file, 2 * ENTRIES])
        await spool.close()
        await rm(folder, { recursive: true })
        await cp(pristine, folder, { recursive: true })
        await writeFile(`${folder}-inventory`, inventory)
      }
    }
  })
})

test('the folder deleted between two runs is a loss that is counted', async () => {
  await killedSpool(10)
  await rm(folder, { recursive: true })
  const spool = await open()
  expect(losses).toMatchObject([{ lostWebhooks: 20, lostEntries: 10, countIsCertain: true }])
  expect(spool.size().entries).toBe(0)
  await spool.close()
})

test('a loss is remembered over restarts until its evidence is deleted, and reported once', async () => {
  await killedSpool(10)
  await rm(join(folder, 'level'), { recursive: true })
  await (await open()).close()
  const spool = await open()
  expect(losses).toHaveLength(1)
  const damage = await spool.damage()
  expect(damage).toMatchObject({ lostWebhooks: 20, countIsCertain: true })
  await rm(damage?.folder ?? '', { recursive: true })
  expect(await spool.damage()).toBeUndefined()
  await spool.close()
})

test('an inventory that was deleted leaves the count uncertain, and nothing undrained', async () => {
  await killedSpool(10)
  await rm(`${folder}-inventory`)
  const spool = await open()
  expect(losses).toMatchObject([{ lostWebhooks: 0, countIsCertain: false }])
  expect(await drainAll(spool)).toBe(20)
  await spool.close()
})

test('a folder that is removed under the running service is noticed at the next append, and nothing is lost', async () => {
  const spool = await open()
  for (let n = 1; n <= 5; n++) await spool.append(bodiesOf(n))
  await rm(folder, { recursive: true })
  await Promise.all([spool.append(bodiesOf(6)), spool.append(bodiesOf(7))])
  expect([foldersGone, lost()]).toEqual([1, 0])
  await rm(join(folder, 'level'), { recursive: true })
  await spool.append(bodiesOf(8))
  await rm(`${folder}-inventory`)
  await spool.append(bodiesOf(9))
  expect(foldersGone).toBe(3)
  await spool.close()
  const again = await open()
  expect(await drainAll(again)).toBe(18)
  expect(losses).toEqual([])
  await again.close()
})

test('what was drained does not come back, and no place is used twice, when damage is searched for entries', async () => {
  const first = await open()
  for (let n = 1; n <= 3; n++) await first.append(bodiesOf(n))
  await drainAll(first)
  await first.close()
  const second = await open()
  await second.append(bodiesOf(4))
  await second.close()
  const log = (await levelFiles()).find((file) => file.endsWith('.log')) ?? ''
  await truncate(log, 10)
  const third = await open()
  expect([lost(), third.size().entries]).toEqual([2, 0])
  await third.close()
})
