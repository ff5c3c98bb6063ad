import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { createSingleFlight } from '../../domain/async/single-flight.ts'

/**
 * LevelDB needs room even to be opened, read to the end and emptied: its log (4 MiB) once more, and tables to merge. A
 * disk that is full to the last byte would lock up what it holds, so this much is held back for that moment.
 */
const RESERVE_BYTES = 16 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024
const RETRY_MS = 1_000

/** Room on the disk that is given up when there is no other. */
export interface Reserve {
  /** Holds the room, if that can be. Idempotent. */
  hold(): Promise<boolean>
  /** Gives it up. Idempotent. */
  release(): Promise<void>
}

/** @param now milliseconds on a clock that does not jump */
export function createReserve(file: string, now: () => number = () => performance.now()): Reserve {
  let triedAtMs = Number.NEGATIVE_INFINITY
  async function hold(): Promise<boolean> {
    const held = await stat(file).catch(() => undefined)
    if (held?.size === RESERVE_BYTES) return true
    // Each attempt writes until the disk is full again, so not for every refused webhook.
    if (now() - triedAtMs < RETRY_MS) return false
    triedAtMs = now()
    return fill(file)
  }
  return {
    hold: createSingleFlight(hold).run,
    async release() {
      await rm(file, { force: true })
    },
  }
}

/** Random bytes, since some file systems give zeros no room. Complete or not there. */
async function fill(file: string): Promise<boolean> {
  const unfinished = `${file}.new`
  try {
    const handle = await open(unfinished, 'w', 0o600)
    try {
      const chunk = randomBytes(CHUNK_BYTES)
      for (let bytes = 0; bytes < RESERVE_BYTES; bytes += CHUNK_BYTES) await handle.write(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
    return true
  } catch {
    // Whatever the reason, the answer is the same: there is no room to hold.
    await rm(unfinished, { force: true })
    return false
  }
}
