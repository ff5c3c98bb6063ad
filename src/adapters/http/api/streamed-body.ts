import { PassThrough, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Request, Response } from 'express'
import { CONTENT_CODINGS, contentCodingsOf } from '../content-coding.ts'
import { ProblemError } from './problem.ts'

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * The body as a stream that a handler may stop reading, and destroy; decoded piece by piece, so what comes out takes no
 * memory. What is left is read away once the answer is there: else the connection would stand still, and the next request on
 * it with it.
 *
 * @throws ProblemError where the coding is not known
 */
export function streamedBody(request: Request, response: Response): Readable {
  const codings = contentCodingsOf(request)
  if (codings === undefined) {
    throw new ProblemError('unsupported-media-type', `Content-Encoding must be one of ${CONTENT_CODINGS}.`)
  }
  const body = new PassThrough()
  // It may break before anybody reads it; who reads it then gets the error all the same.
  body.on('error', () => undefined)
  const decoders = codings.toReversed().flatMap((coding) => DECODERS[coding]?.() ?? [])
  const [first = body] = decoders
  request.on('error', (error) => body.destroy(error))
  request.pipe(first)
  for (const [index, decoder] of decoders.entries()) {
    decoder.on('error', () => body.destroy(notAsCoded()))
    decoder.pipe(decoders[index + 1] ?? body)
  }
  response.once('finish', () => {
    request.unpipe(first)
    request.resume()
    for (const stream of [...decoders, body]) stream.destroy()
  })
  return body
}

function notAsCoded(): ProblemError {
  return new ProblemError('invalid-request', 'The body is not coded as its Content-Encoding says.', [
    { field: 'body', problem: 'must be coded as Content-Encoding says, or come without that header' },
  ])
}
