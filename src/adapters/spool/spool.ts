import { chmod, mkdir } from 'node:fs/promises'
import { type Spool, SpoolFullError, type SpoolLoss } from '../../domain/messages/ports.ts'
import { encodeEntry } from './codec.ts'
import { createEvidence } from './evidence.ts'
import { bytesOfKey, spoolKey } from './key.ts'
import { createReserve } from './reserve.ts'
import { openStorage } from './storage.ts'

export interface OpenSpool extends Spool {
  close(): Promise<void>
}

/** What the spool reports while it is open. */
export interface SpoolListener {
  /** Webhooks were lost: found at the opening, or when an entry that is read turns out to be damaged. */
  readonly onLoss: (loss: SpoolLoss) => void
  /** The folder was removed under the running service. What waits is written anew. */
  readonly onFolderGone: () => void
}

/**
 * Opens the spool: a LevelDB in `folder`, made if it is missing, readable by its owner only. LevelDB's lock lets in
 * one process at a time, which makes one service for each DATA_DIR a certainty. In the folder a reserve of room is held,
 * so that a disk that is full can still be emptied. Beside the folder lie the inventory, by which losses are found,
 * and what is kept of damaged files.
 *
 * @throws Error with one clear sentence where another process holds the folder, or it cannot be used
 */
export async function openSpool(
  folder: string,
  maxBytes: number,
  listener?: SpoolListener,
): Promise<OpenSpool> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  const reserve = createReserve(`${folder}/reserve`)
  const evidence = createEvidence(`${folder}-damaged`)
  const storage = await openStorage({
    folder,
    inventoryFile: `${folder}-inventory`,
    evidence,
    reserve,
    onLoss: listener?.onLoss ?? (() => undefined),
    onFolderGone: listener?.onFolderGone ?? (() => undefined),
  })
  const { waiting } = storage
  let diskFull = !(await reserve.hold())
  /** What was refused last, while nothing was taken since. */
  let refusedBytes = 0
  /** Of entries that are being written. */
  let addingBytes = 0
  let sequence = storage.lastSequence
  const bytesTaken = () => waiting.size().bytes + addingBytes

  /** @throws SpoolFullError */
  async function makeSureOfRoom(wantedBytes: number): Promise<void> {
    if (bytesTaken() + wantedBytes > maxBytes) {
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
    async append(bodies, { held } = { held: false }) {
      const ownSequence = ++sequence
      const value = encodeEntry(ownSequence, bodies)
      await makeSureOfRoom(value.byteLength)
      addingBytes += value.byteLength
      try {
        const key = spoolKey(ownSequence, value.byteLength)
        if (held) waiting.hold(key)
        await storage.add(key, value, bodies.length)
        return { key }
      } catch (cause) {
        diskFull = true
        throw new SpoolFullError(`The spool in ${folder} cannot be written: is the disk full?`, { cause })
      } finally {
        addingBytes -= value.byteLength
      }
    },

    oldest(maxReadBytes) {
      const keys: string[] = []
      let read = 0
      // From the keys that are known to wait: LevelDB would search long among those just removed.
      for (const key of waiting.drainable()) {
        read += bytesOfKey(key)
        if (keys.length > 0 && read > maxReadBytes) break
        keys.push(key)
      }
      return storage.read(keys)
    },

    release: ({ key }) => waiting.release(key),

    remove: (entries) => storage.remove(entries.map(({ key }) => key)),

    postpone(entries) {
      for (const { key } of entries) waiting.postpone(key)
    },

    size: waiting.size,
    damage: evidence.sum,
    hasRoom: async () => bytesTaken() + refusedBytes <= maxBytes && (await diskHasRoom()),
    close: storage.close,
  }
}
