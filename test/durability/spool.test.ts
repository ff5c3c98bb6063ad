import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ENTRY_HEADER_BYTES } from '../../src/adapters/spool/codec.ts'
import { openLevel } from '../../src/adapters/spool/level.ts'
import { openSpool } from '../../src/adapters/spool/spool.ts'
import { type ReceivedBody, SpoolFullError } from '../../src/domain/messages/ports.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'bluetick-spool-')), 'spool')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

const MIB = 1024 * 1024
const body = (text: string, receivedAtMs = 1): ReceivedBody => ({ body: Buffer.from(text), receivedAtMs })
const texts = (bodies: readonly ReceivedBody[]) => bodies.map((one) => Buffer.from(one.body).toString())

test('what was appended is found after a restart, in order, byte for byte, with its time', async () => {
  const first = await openSpool(folder, MIB)
  await first.append([body('one', 1_700_000_000_123), body('\u0000ü', 2)])
  await first.append([body('three')])
  await first.close()
  const second = await openSpool(folder, MIB)
  const entries = await second.oldest(MIB)
  expect(entries.map((entry) => texts(entry.bodies))).toEqual([['one', '\u0000ü'], ['three']])
  expect(entries[0]?.bodies[0]?.receivedAtMs).toBe(1_700_000_000_123)
  expect(second.size().entries).toBe(2)
  await second.close()
})

test('an entry stays until it is removed, and removing it twice is harmless', async () => {
  const spool = await openSpool(folder, MIB)
  await spool.append([body('one')])
  await spool.append([body('two')])
  const [first] = await spool.oldest(1)
  if (first === undefined) throw new Error('nothing there')
  expect(texts(first.bodies)).toEqual(['one'])
  await spool.remove([first])
  await spool.remove([first])
  expect((await spool.oldest(MIB)).map((entry) => texts(entry.bodies))).toEqual([['two']])
  await spool.close()
  const again = await openSpool(folder, MIB)
  expect(again.size().entries).toBe(1)
  expect(again.size().bytes).toBe(ENTRY_HEADER_BYTES + 12 + 3)
  await again.append([body('three')])
  expect((await again.oldest(MIB)).map((entry) => texts(entry.bodies))).toEqual([['two'], ['three']])
  await again.close()
})

test('beyond its limit it refuses, says so, and takes more when there is room again', async () => {
  const spool = await openSpool(folder, 150)
  await spool.append([body('x'.repeat(60))])
  await expect(spool.append([body('y'.repeat(60))])).rejects.toThrow(SpoolFullError)
  expect(await spool.hasRoom()).toBe(false)
  await spool.remove(await spool.oldest(150))
  expect(await spool.hasRoom()).toBe(true)
  await spool.append([body('y'.repeat(60))])
  await spool.close()
})

test('what is postponed comes last, and is back in its place after a restart', async () => {
  const first = await openSpool(folder, MIB)
  for (const text of ['one', 'two', 'three']) await first.append([body(text)])
  first.postpone(await first.oldest(1))
  const inOrder = async (spool: typeof first) =>
    (await spool.oldest(MIB)).flatMap((entry) => texts(entry.bodies))
  expect(await inOrder(first)).toEqual(['two', 'three', 'one'])
  await first.close()
  const second = await openSpool(folder, MIB)
  expect(await inOrder(second)).toEqual(['one', 'two', 'three'])
  await second.close()
})

test('entries that were spooled before they had checksums are drained, and are no loss', async () => {
  await mkdir(folder)
  const level = await openLevel(join(folder, 'level'))
  const header = Buffer.alloc(12)
  header.writeUInt32LE(3, 0)
  header.writeDoubleLE(7, 4)
  await level.put('0000000000000001:15', Buffer.concat([header, Buffer.from('old')]))
  await level.close()
  const losses: unknown[] = []
  const spool = await openSpool(folder, MIB, {
    onLoss: (loss) => losses.push(loss),
    onFolderGone: () => undefined,
  })
  await spool.append([body('new')])
  const entries = await spool.oldest(MIB)
  expect(entries.map((entry) => texts(entry.bodies))).toEqual([['old'], ['new']])
  expect([entries[0]?.bodies[0]?.receivedAtMs, losses]).toEqual([7, []])
  await spool.close()
})

test('a second service on the same DATA_DIR is refused with a sentence that says what to do', async () => {
  const spool = await openSpool(folder, MIB)
  await expect(openSpool(folder, MIB)).rejects.toThrow(/Another Bluetick works with .*DATA_DIR/)
  await spool.close()
})

test('nobody but its owner can read it', async () => {
  const spool = await openSpool(folder, MIB)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  await spool.close()
})
