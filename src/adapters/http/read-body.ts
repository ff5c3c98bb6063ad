import type { IncomingMessage } from 'node:http'
import type { Receptions } from './reception.ts'

/** The body is longer than allowed; nothing of it is kept. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

/** The body came slowly, and others need the room that it took. */
export class BodyEvictedError extends Error {
  override readonly name = 'BodyEvictedError'
}

/** The sender went away, or was too slow, before the whole body came. */
export class BodyIncompleteError extends Error {
  override readonly name = 'BodyIncompleteError'
}

/** The body comes in crumbs: each piece costs the service as much as a whole report. */
export class BodyInCrumbsError extends Error {
  override readonly name = 'BodyInCrumbsError'
}

/** How many pieces a body may have, however small: a writer that sends words one by one is not an attack. */
const PIECES_FREE = 1_024
/** Beyond those, pieces must have this size on average. Senders' libraries write kilobytes at once. */
const LEAST_BYTES_A_PIECE = 64

/**
 * How many pieces are joined into one: of a body sent byte by byte each piece would cost hundreds of bytes until
 * then.
 */
const PIECES_JOINED = 128

/**
 * Reads a request's body as it came, byte for byte: signatures are over these bytes.
 *
 * @throws BodyTooLargeError as soon as it is known, by `content-length` or by counting
 * @throws BodyInCrumbsError where it comes in very many, very small pieces
 * @throws BodyIncompleteError where the connection ends first
 * @throws BodyEvictedError where it takes long, and others need the room
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  receptions: Receptions,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(new BodyTooLargeError(`The body is longer than ${maxBytes} bytes.`))
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge()
    let joined: Buffer[] = []
    let pieces: Buffer[] = []
    let bytes = 0
    let count = 0
    const giveUp = () => {
      reception.end()
      request.removeAllListeners('data')
      joined = []
      pieces = []
    }
    const reception = receptions.begin(() => {
      giveUp()
      reject(new BodyEvictedError('More bodies are being received than there is room for.'))
    })
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes > maxBytes) {
        giveUp()
        tooLarge()
        return
      }
      count += 1
      if (count > PIECES_FREE && bytes < count * LEAST_BYTES_A_PIECE) {
        giveUp()
        reject(
          new BodyInCrumbsError(
            `The body comes in more than ${PIECES_FREE} pieces of less than ${LEAST_BYTES_A_PIECE} bytes: send it in larger chunks, or whole.`,
          ),
        )
        return
      }
      reception.add(chunk.byteLength)
      pieces.push(chunk)
      if (pieces.length < PIECES_JOINED) return
      joined.push(Buffer.concat(pieces))
      pieces = []
    })
    request.on('end', () => {
      reception.end()
      const all = [...joined, ...pieces]
      const [only] = all
      resolve(only !== undefined && all.length === 1 ? only : Buffer.concat(all))
    })
    request.on('error', (cause) => {
      reception.end()
      reject(new BodyIncompleteError('The body broke off.', { cause }))
    })
    request.on('close', () => {
      reception.end()
      if (!request.complete) reject(new BodyIncompleteError('The body broke off.'))
    })
  })
}
