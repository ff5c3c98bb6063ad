import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { BodyTooLargeError } from './read-body.ts'

type Decoder = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>

const inflateZlib = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflate)
const inflateBare = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw)

/** RFC 9110, section 8.4.1. Some senders write "deflate" and leave out zlib's header, which readers have come to accept. */
const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(gunzip),
  'x-gzip': promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(gunzip),
  deflate: (body, options) =>
    inflateZlib(body, options).catch((error: unknown) => {
      if (isTooLong(error)) throw error
      return inflateBare(body, options)
    }),
  br: promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(brotliDecompress),
}
/** The names for an `Accept-Encoding` header. */
export const CONTENT_CODINGS = 'gzip, deflate, br'
/** Nobody codes a body more often. */
const MAX_CODINGS = 2

/** The codings of a request's body, in the order in which they were applied; undefined where one is not known. */
export function contentCodingsOf(request: IncomingMessage): readonly string[] | undefined {
  const header = request.headers['content-encoding'] ?? ''
  const codings = header.split(',').map((coding) => coding.trim().toLowerCase())
  const applied = codings.filter((coding) => coding !== '' && coding !== 'identity')
  const known = applied.length <= MAX_CODINGS && applied.every((coding) => Object.hasOwn(DECODERS, coding))
  return known ? applied : undefined
}

/**
 * The body that was coded. What is not coded as its header says comes back as it is: it is kept like anything else that is
 * not understood.
 *
 * @throws BodyTooLargeError where more than `maxBytes` come out
 */
export async function decodeContent(
  body: Uint8Array,
  codings: readonly string[],
  maxBytes: number,
): Promise<Uint8Array> {
  let decoded = body
  for (const coding of codings.toReversed()) {
    try {
      decoded = (await DECODERS[coding]?.(decoded, { maxOutputLength: maxBytes })) ?? decoded
    } catch (error) {
      if (isTooLong(error)) throw new BodyTooLargeError(`The body is longer than ${maxBytes} bytes.`)
      return body
    }
  }
  return decoded
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}
