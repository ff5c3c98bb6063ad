import type { Buffer } from 'node:buffer'
import { chmod, mkdir } from 'node:fs/promises'
import type { BatchOperation } from 'classic-level'
import { createSingleFlight } from '../../domain/async/single-flight.ts'
import { type Spool, type SpoolEntry, SpoolFullError } from '../../domain/messages/ports.ts'
import { decodeBodies, encodeBodies } from './codec.ts'
import { bytesOfKey, placeOfKey, spoolKey } from './key.ts'
import { type Level, openLevel, SpoolInUseError } from './level.ts'
import { createReserve, type Reserve } from './reserve.ts'

type Operation = BatchOperation<Level, string, Buffer>

export interface OpenSpool extends Spool {
  close(): Promise<void>
}

/**
 * Opens the spool: a LevelDB in `folder`, made if it is missing, readable by its owner only. LevelDB's lock lets in
 * one process at a time, which makes one service for each DATA_DIR a certainty. Beside it a reserve of room is held,
 * so that a disk that is full can still be emptied.
 *
 * @throws Error with one clear sentence where another process holds the folder, or it cannot be used
 */
export async function openSpool(folder: string, maxBytes: number): Promise<OpenSpool> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  const reserve = createReserve(`${folder}/reserve`)
  let level = await openWithReserve(`${folder}/level`, reserve)
  let closed = false
  let diskFull = !(await reserve.hold())
  /** What was refused last, while nothing was taken since. */
  let refusedBytes = 0
  const waiting = new Set<string>(await level.keys().all())
  let bytes = 0
  let place = 0
  for (const key of waiting) {
    bytes += bytesOfKey(key)
    place = placeOfKey(key)
  }

  /** After a failed write LevelDB refuses every later one until it is opened again. */
  const mending = createSingleFlight(async () => {
    await level.close()
    await reserve.release()
    if (!closed) level = await openLevel(`${folder}/level`)
  })

  async function write(batch: Operation[]): Promise<void> {
    if (level.status !== 'open') await mending.run()
    try {
      await level.batch(batch, { sync: true })
    } catch (error) {
      // The error that counts is the one of the write; if mending fails too, the next write tries it again.
      await mending.run().catch(() => undefined)
      throw error
    }
  }

  /** @throws SpoolFullError */
  async function makeSureOfRoom(wantedBytes: number): Promise<void> {
    if (bytes + wantedBytes > maxBytes) {
      refusedBytes = wantedBytes
      throw new SpoolFullError(
        `The spool holds SPOOL_MAX_BYTES=${maxBytes}: it takes no more until it is drained.`,
      )
    }
    refusedBytes = 0
    if (!(await diskHasRoom())) throw new SpoolFullError(`The disk under ${folder} is full.`)
  }

  /** A disk that was full takes more only when there is room again for what was given up. */
  async function diskHasRoom(): Promise<boolean> {
    if (diskFull) diskFull = !(await reserve.hold())
    return !diskFull
  }

  return {
    async append(bodies) {
      const value = encodeBodies(bodies)
      await makeSureOfRoom(value.byteLength)
      const key = spoolKey(++place, value.byteLength)
      bytes += value.byteLength
      try {
        await write([{ type: 'put', key, value }])
        waiting.add(key)
      } catch (cause) {
        diskFull = true
        bytes -= value.byteLength
        throw new SpoolFullError(`The spool in ${folder} cannot be written: is the disk full?`, { cause })
      }
    },

    async oldest(maxReadBytes) {
      const keys: string[] = []
      let read = 0
      // From the keys that are known to wait: LevelDB would search long among those just removed.
      for (const key of waiting) {
        read += bytesOfKey(key)
        if (keys.length > 0 && read > maxReadBytes) break
        keys.push(key)
      }
      if (level.status !== 'open') await mending.run()
      const values = await level.getMany(keys)
      return keys.map((key, i) => entryOf(key, values[i]))
    },

    async remove(entries) {
      await write(entries.map(({ key }) => ({ type: 'del', key })))
      for (const { key } of entries) if (waiting.delete(key)) bytes -= bytesOfKey(key)
    },

    postpone(entries) {
      for (const { key } of entries) if (waiting.delete(key)) waiting.add(key)
    },

    size: () => ({ entries: waiting.size, bytes }),

    hasRoom: async () => bytes + refusedBytes <= maxBytes && (await diskHasRoom()),

    async close() {
      closed = true
      await mending.finished()
      await level.close()
    },
  }
}

/** A disk that is full at the start must not keep the service from what the spool holds. */
async function openWithReserve(folder: string, reserve: Reserve): Promise<Level> {
  try {
    return await openLevel(folder)
  } catch (error) {
    if (error instanceof SpoolInUseError) throw error
    await reserve.release()
    return openLevel(folder)
  }
}

function entryOf(key: string, value: Buffer | undefined): SpoolEntry {
  return { key, bodies: value === undefined ? [] : decodeBodies(value) }
}
