import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Request, Response } from 'express'
import type { Assets } from './assets.ts'
import type { PageView } from './page.ts'
import { renderMain, renderPage } from './render.tsx'
import type { Viewer } from './viewer.ts'

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

/**
 * Sends a page: whole, or only what changes where a live page asks (`X-Live`). A page that is as it was costs 304 and no body.
 */
export function sendPage(
  request: Request,
  response: Response,
  viewer: Viewer,
  view: PageView,
  assets: Assets,
  version: string,
): void {
  const isLive = request.headers['x-live'] !== undefined
  const html = isLive ? renderMain(viewer, view) : renderPage(viewer, view, assets, version)
  const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
  response.status(view.status ?? 200)
  response.setHeader('content-security-policy', PAGE_POLICY)
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cache-control', 'no-store')
  response.setHeader('vary', 'accept-encoding, cookie, x-live')
  response.setHeader('etag', etag)
  if (response.statusCode === 200 && request.headers['if-none-match'] === etag) {
    response.status(304).end()
    return
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  const bytes = Buffer.from(html)
  if (bytes.byteLength < MIN_GZIP_BYTES || request.acceptsEncodings(['gzip', 'identity']) !== 'gzip') {
    response.end(bytes)
    return
  }
  response.setHeader('content-encoding', 'gzip')
  response.end(gzipSync(bytes))
}
