import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { ReceivedBody } from '../../domain/messages/ports.ts'

/**
 * Before the bodies of an entry: the mark (8 bytes), the entry's sequence number (8), its number of bodies (4), the length of what
 * follows (4), and the digest of all of that (8). By these an entry can be checked, and found in a damaged file.
 */
export const ENTRY_HEADER_BYTES = 32
/** No entry of an older format begins so: there the first four bytes are a body's length, far below this. */
export const ENTRY_MARK = Buffer.from('\xffspool2\n', 'latin1')
const DIGEST_AT = 24
const DIGEST_BYTES = 8

/** Before each body: its length (4 bytes) and its time of receipt in milliseconds (8 bytes), little-endian. */
const BODY_HEADER_BYTES = 12

/** An entry as it is stored, checked. */
export interface StoredEntry {
  readonly sequence: number
  readonly webhooks: number
  /** The whole entry, header included. */
  readonly value: Buffer
}

/** The bodies of one entry as bytes. */
export function encodeEntry(sequence: number, bodies: readonly ReceivedBody[]): Buffer {
  const header = Buffer.alloc(ENTRY_HEADER_BYTES)
  const parts: Uint8Array[] = [header]
  let length = 0
  for (const { body, receivedAtMs } of bodies) {
    const bodyHeader = Buffer.allocUnsafe(BODY_HEADER_BYTES)
    bodyHeader.writeUInt32LE(body.byteLength, 0)
    bodyHeader.writeDoubleLE(receivedAtMs, 4)
    parts.push(bodyHeader, body)
    length += BODY_HEADER_BYTES + body.byteLength
  }
  ENTRY_MARK.copy(header)
  header.writeDoubleLE(sequence, 8)
  header.writeUInt32LE(bodies.length, 16)
  header.writeUInt32LE(length, 20)
  const value = Buffer.concat(parts)
  digestOf(value).copy(value, DIGEST_AT)
  return value
}

/** Reads the entry that begins where `bytes` begin; undefined where it is not whole. The result shares their memory. */
export function readEntry(bytes: Buffer): StoredEntry | undefined {
  if (bytes.byteLength < ENTRY_HEADER_BYTES || !bytes.subarray(0, ENTRY_MARK.byteLength).equals(ENTRY_MARK)) {
    return undefined
  }
  const end = ENTRY_HEADER_BYTES + bytes.readUInt32LE(20)
  if (end > bytes.byteLength) return undefined
  const value = bytes.subarray(0, end)
  const isWhole = digestOf(value).equals(value.subarray(DIGEST_AT, DIGEST_AT + DIGEST_BYTES))
  return isWhole ? { sequence: value.readDoubleLE(8), webhooks: value.readUInt32LE(16), value } : undefined
}

/**
 * The bodies of a stored entry; undefined where it is not whole, or not the one of that number. Entries from before
 * entries had headers are read too. The bodies share the memory of `value`.
 */
export function decodeEntry(value: Buffer, sequence: number): readonly ReceivedBody[] | undefined {
  const entry = readEntry(value)
  if (entry === undefined) return decodeBodies(value)
  if (entry.sequence !== sequence || entry.value.byteLength !== value.byteLength) return undefined
  return decodeBodies(value.subarray(ENTRY_HEADER_BYTES))
}

/** How many bodies a stored entry has; none where it is not whole. */
export function countBodies(value: Buffer | undefined, sequence: number): number {
  return value === undefined ? 0 : (decodeEntry(value, sequence)?.length ?? 0)
}

function decodeBodies(bytes: Buffer): readonly ReceivedBody[] | undefined {
  const bodies: ReceivedBody[] = []
  let at = 0
  while (at + BODY_HEADER_BYTES <= bytes.byteLength) {
    const start = at + BODY_HEADER_BYTES
    const end = start + bytes.readUInt32LE(at)
    if (end > bytes.byteLength) return undefined
    bodies.push({ body: bytes.subarray(start, end), receivedAtMs: bytes.readDoubleLE(at + 4) })
    at = end
  }
  return at === bytes.byteLength && bodies.length > 0 ? bodies : undefined
}

function digestOf(value: Buffer): Buffer {
  const hash = createHash('sha256').update(value.subarray(0, DIGEST_AT))
  return hash.update(value.subarray(ENTRY_HEADER_BYTES)).digest().subarray(0, DIGEST_BYTES)
}
