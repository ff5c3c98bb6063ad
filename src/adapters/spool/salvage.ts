import { Buffer } from 'node:buffer'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ENTRY_MARK, readEntry, type StoredEntry } from './codec.ts'

/** LevelDB's log is written in blocks of this size, and each piece of a record begins with a header (its doc/log_format.md). */
const LOG_BLOCK_BYTES = 32 * 1024
const LOG_HEADER_BYTES = 7

/** Files of LevelDB that hold entries: its log and its tables (of older versions: sst). */
export function holdsEntries(file: string): boolean {
  return /\.(log|ldb|sst)$/.test(file)
}

/**
 * The whole entries in LevelDB's files of a folder, whatever is wrong with the files themselves: LevelDB gives up the
 * block around a damaged byte, and what stands in it beside that byte is whole. Holds what was removed long ago, too.
 */
export async function salvageEntries(
  folder: string,
  isWanted: (sequence: number) => boolean,
): Promise<ReadonlyMap<number, StoredEntry>> {
  const found = new Map<number, StoredEntry>()
  const files = await readdir(folder).catch(() => [])
  for (const file of files.filter(holdsEntries)) {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0))
    const readings = file.endsWith('.log') ? [withoutHeaders(bytes), bytes] : [bytes]
    for (const reading of readings) {
      for (const entry of wholeEntries(reading)) {
        // A copy: the entry alone, not the file around it, stays in memory.
        if (isWanted(entry.sequence)) found.set(entry.sequence, { ...entry, value: Buffer.from(entry.value) })
      }
    }
  }
  return found
}

function* wholeEntries(bytes: Buffer): Generator<StoredEntry> {
  for (let at = bytes.indexOf(ENTRY_MARK); at >= 0; at = bytes.indexOf(ENTRY_MARK, at + 1)) {
    const entry = readEntry(bytes.subarray(at))
    if (entry !== undefined) yield entry
  }
}

/** A record that crosses a block's border fills the block before it and goes on after the next one's header. */
function withoutHeaders(log: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < log.byteLength; at += LOG_BLOCK_BYTES) {
    pieces.push(log.subarray(at + LOG_HEADER_BYTES, at + LOG_BLOCK_BYTES))
  }
  return Buffer.concat(pieces)
}
