import type { Buffer } from 'node:buffer'
import { chmod, mkdir } from 'node:fs/promises'
import { ClassicLevel } from 'classic-level'
import { type Spool, type SpoolEntry, SpoolFullError } from '../../domain/ports.ts'
import { decodeBodies, encodeBodies } from './codec.ts'
import { bytesOfKey, placeOfKey, spoolKey } from './key.ts'

type Level = ClassicLevel<string, Buffer>

export interface OpenSpool extends Spool {
  close(): Promise<void>
}

/**
 * Opens the spool: a LevelDB in `folder`, made if it is missing, readable by its owner only. LevelDB's lock lets in
 * one process at a time, which makes one service for each DATA_DIR a certainty.
 *
 * @throws Error with one clear sentence where another process holds the folder, or it cannot be used
 */
export async function openSpool(folder: string, maxBytes: number): Promise<OpenSpool> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  let level = await openLevel(folder)
  let mending: Promise<void> | undefined
  let closed = false
  let full = false
  const waiting = new Set<string>(await level.keys().all())
  let bytes = 0
  let place = 0
  for (const key of waiting) {
    bytes += bytesOfKey(key)
    place = placeOfKey(key)
  }

  /** After a failed write LevelDB refuses every later one until it is opened again. */
  function mend(): Promise<void> {
    mending ??= (async () => {
      await level.close()
      if (!closed) level = await openLevel(folder)
    })().finally(() => {
      mending = undefined
    })
    return mending
  }

  async function put(key: string, value: Buffer): Promise<void> {
    if (level.status !== 'open') await mend()
    try {
      await level.put(key, value, { sync: true })
    } catch (error) {
      await mend().catch(() => undefined)
      throw error
    }
  }

  return {
    async append(bodies) {
      const value = encodeBodies(bodies)
      full = bytes + value.byteLength > maxBytes
      if (full) throw new SpoolFullError(fullMessage(maxBytes))
      const key = spoolKey(++place, value.byteLength)
      bytes += value.byteLength
      try {
        await put(key, value)
        waiting.add(key)
      } catch (cause) {
        full = true
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
      const values = await level.getMany(keys)
      return keys.map((key, i) => entryOf(key, values[i]))
    },

    async remove(entries) {
      await level.batch(entries.map(({ key }) => ({ type: 'del', key })))
      for (const { key } of entries) if (waiting.delete(key)) bytes -= bytesOfKey(key)
    },

    size: () => ({ entries: waiting.size, bytes, full }),

    async close() {
      closed = true
      await mending?.catch(() => undefined)
      await level.close()
    },
  }
}

function entryOf(key: string, value: Buffer | undefined): SpoolEntry {
  return { key, bodies: value === undefined ? [] : decodeBodies(value) }
}

async function openLevel(folder: string): Promise<Level> {
  const level: Level = new ClassicLevel(folder, { valueEncoding: 'buffer' })
  try {
    await level.open()
    return level
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    const locked = cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED'
    throw new Error(
      locked
        ? `Another Bluetick works with ${folder}: give each its own DATA_DIR, or stop the other one.`
        : `The spool in ${folder} cannot be opened: ${String(cause ?? error)}`,
      { cause: error },
    )
  }
}

function fullMessage(maxBytes: number): string {
  return `The spool holds SPOOL_MAX_BYTES=${maxBytes}: more is not taken until the database is back.`
}
