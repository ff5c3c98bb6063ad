import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSpool } from '../../../src/adapters/spool/spool.ts'

const ROUNDS = 25
const APPENDERS = 6
const APPENDS = 12
const ROOM = 64 * 1024 * 1024

test('what many write at once while the folder is removed is all there afterwards, or was refused', {
  timeout: 300_000,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-gone-'))
    const folder = join(dataDir, 'spool')
    const spool = await openSpool(folder, ROOM)
    const taken: number[] = []
    const append = async (n: number) => {
      const body = Buffer.from(JSON.stringify({ statuses: [n] }))
      await spool.append([{ body, receivedAtMs: n }]).then(
        () => taken.push(n),
        () => undefined,
      )
    }
    const appender = async (first: number) => {
      for (let n = 0; n < APPENDS; n++) await append(first + n)
    }
    const appending = Promise.all(Array.from({ length: APPENDERS }, (_, n) => appender(n * APPENDS)))
    await append(1_000 + round)
    await rm(join(folder, 'level'), { recursive: true, force: true })
    await appending
    // As a process that is killed: only what is on disk counts.
    await spool.close()
    const again = await openSpool(folder, ROOM)
    const found = (await again.oldest(ROOM)).flatMap(({ bodies }) => bodies.map((one) => one.receivedAtMs))
    expect(found.sort(byNumber)).toEqual(taken.sort(byNumber))
    expect(await again.damage()).toBeUndefined()
    await again.close()
    await rm(dataDir, { recursive: true })
  }
})

function byNumber(a: number, b: number): number {
  return a - b
}
