import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openSpool } from '../../src/adapters/spool/spool.ts'
import { type Spool, SpoolFullError } from '../../src/domain/messages/ports.ts'
import { createMemorySpool } from '../support/memory-spool.ts'

/** Holds three of the bodies below, on disk with its headers too, and not four. */
const MAX_BYTES = 3_500
const body = (name: string) => ({ body: Buffer.from(name.padEnd(1_000, '.')), receivedAtMs: 1 })

let folder: string
const closers: (() => Promise<void>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bluetick-spool-'))
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await rm(folder, { recursive: true, force: true })
})

async function onDisk(): Promise<Spool> {
  const spool = await openSpool(join(folder, 'spool'), MAX_BYTES)
  closers.push(spool.close)
  return spool
}

describe.each([
  ['memory', async () => createMemorySpool(MAX_BYTES)],
  ['LevelDB', onDisk],
])('the spool in %s', (_name, open) => {
  let spool: Spool
  beforeEach(async () => {
    spool = await open()
  })
  const names = async (maxBytes = Number.MAX_SAFE_INTEGER) =>
    (await spool.oldest(maxBytes)).map(({ bodies }) =>
      bodies.map((one) => Buffer.from(one.body).toString().replaceAll('.', '')).join('+'),
    )

  test('gives the oldest first, about as much as is asked for, and one entry at least', async () => {
    await spool.append([body('a')])
    await spool.append([body('b'), body('c')])
    expect(await names()).toEqual(['a', 'b+c'])
    expect(await names(1)).toEqual(['a'])
    expect(spool.size().entries).toBe(2)
    expect(spool.size().bytes).toBeGreaterThanOrEqual(3_000)
  })

  test('keeps an entry until it is removed; removing it again is harmless', async () => {
    for (const name of ['a', 'b']) await spool.append([body(name)])
    const [first] = await spool.oldest(1)
    if (first === undefined) throw new Error('There is no entry.')
    await spool.remove([first])
    await spool.remove([first])
    expect(await names()).toEqual(['b'])
    expect(spool.size().entries).toBe(1)
  })

  test('puts what is postponed behind all others', async () => {
    for (const name of ['a', 'b', 'c']) await spool.append([body(name)])
    spool.postpone(await spool.oldest(1))
    expect(await names()).toEqual(['b', 'c', 'a'])
  })

  test('refuses what it has no room for, stays as it was, and has room again after a removal', async () => {
    for (const name of ['a', 'b', 'c']) await spool.append([body(name)])
    expect(await spool.hasRoom()).toBe(true)
    await expect(spool.append([body('d')])).rejects.toThrow(SpoolFullError)
    expect(await spool.hasRoom()).toBe(false)
    expect(await names()).toEqual(['a', 'b', 'c'])
    await spool.remove(await spool.oldest(1))
    expect(await spool.hasRoom()).toBe(true)
    await spool.append([body('d')])
    expect(await names()).toEqual(['b', 'c', 'd'])
  })
})

test('what the spool takes is synced to the disk before the append resolves: a 200 must outlive a power cut', async () => {
  const written = vi.spyOn(ClassicLevel.prototype, 'batch')
  const spool = await onDisk()
  written.mockClear()
  await spool.append([body('a')])
  expect(written).toHaveBeenCalled()
  for (const [, options] of written.mock.calls as unknown as [unknown, unknown][])
    expect(options).toMatchObject({ sync: true })
  written.mockRestore()
})
