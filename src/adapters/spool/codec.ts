import { Buffer } from 'node:buffer'
import type { ReceivedBody } from '../../domain/messages/ports.ts'

/** Before each body: its length (4 bytes) and its time of receipt in milliseconds (8 bytes), little-endian. */
const HEADER_BYTES = 12

/** The bodies of one entry as bytes. */
export function encodeBodies(bodies: readonly ReceivedBody[]): Buffer {
  const parts: Uint8Array[] = []
  for (const { body, receivedAtMs } of bodies) {
    const header = Buffer.allocUnsafe(HEADER_BYTES)
    header.writeUInt32LE(body.byteLength, 0)
    header.writeDoubleLE(receivedAtMs, 4)
    parts.push(header, body)
  }
  return Buffer.concat(parts)
}

/** The reverse of `encodeBodies`. The bodies share the memory of `bytes`. */
export function decodeBodies(bytes: Buffer): readonly ReceivedBody[] {
  const bodies: ReceivedBody[] = []
  for (let at = 0; at < bytes.byteLength; ) {
    const length = bytes.readUInt32LE(at)
    const receivedAtMs = bytes.readDoubleLE(at + 4)
    at += HEADER_BYTES
    bodies.push({ body: bytes.subarray(at, at + length), receivedAtMs })
    at += length
  }
  return bodies
}
