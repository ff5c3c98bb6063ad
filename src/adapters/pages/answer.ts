import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Request, Response } from 'express'

/**
 * Everything comes from here, nothing is inline, and what a script puts into the page passes one policy. Forms are not turned
 * into https, as Helmet would: Bluetick may well be reached by http inside a network.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types bluetick',
].join('; ')

/** Shorter pages gain nothing by it. */
const MIN_GZIP_BYTES = 1_400

/** What is sent of a page, to one or to many. */
export interface PageResponse {
  readonly status: number
  readonly etag: string
  readonly bytes: Buffer
  /** Compressed once, however often it is sent. */
  gzipped(): Buffer
}

export function answerOf(html: string, status = 200): PageResponse {
  const bytes = Buffer.from(html)
  let gzipped: Buffer | undefined
  return {
    status,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    bytes,
    gzipped() {
      gzipped ??= gzipSync(bytes)
      return gzipped
    },
  }
}

/** Sends it. What is as it was costs 304 and no body. */
export function sendAnswer(request: Request, response: Response, answer: PageResponse): void {
  const { status, etag, bytes } = answer
  response.status(status)
  response.setHeader('content-security-policy', PAGE_POLICY)
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cache-control', 'no-store')
  response.setHeader('vary', 'accept-encoding, cookie, x-live')
  response.setHeader('etag', etag)
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.status(304).end()
    return
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  if (bytes.byteLength < MIN_GZIP_BYTES || request.acceptsEncodings(['gzip', 'identity']) !== 'gzip') {
    response.end(bytes)
    return
  }
  response.setHeader('content-encoding', 'gzip')
  response.end(answer.gzipped())
}
