import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { type Request, type Response, Router } from 'express'

// `src` and `dist` lie at the same depth, so one path serves both.
const OWN = fileURLToPath(new URL('../../../web/', import.meta.url))
const require = createRequire(import.meta.url)

/** What pages load: our own files, and two libraries as they come. All of it from here: no foreign host. */
const FILES = {
  'style.css': `${OWN}style.css`,
  'live.js': `${OWN}live.js`,
  'chart.js': `${OWN}chart.js`,
  'icon.svg': `${OWN}icon.svg`,
  'icon-alarm.svg': `${OWN}icon-alarm.svg`,
  'idiomorph.js': require.resolve('idiomorph/dist/idiomorph.min.js'),
  'uplot.js': require.resolve('uplot/dist/uPlot.iife.min.js'),
  'uplot.css': require.resolve('uplot/dist/uPlot.min.css'),
} as const
export type AssetName = keyof typeof FILES

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

const CODERS = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
  identity: async (content: Uint8Array) => content,
}
type Coding = keyof typeof CODERS

export interface Assets {
  /** The address of a file, with a part that changes whenever the file does: browsers may keep it for good. */
  url(name: AssetName): string
  /** Serves them; mounted at the root. */
  readonly router: Router
}

/**
 * Reads what pages load, once.
 *
 * @throws Error where a file is missing
 */
export function loadAssets(): Assets {
  const router = Router()
  const urls = new Map<AssetName, string>()
  for (const [name, path] of Object.entries(FILES) as [AssetName, string][]) {
    const content = readFileSync(path)
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10)
    const [stem, ending = ''] = name.split('.')
    const url = `/assets/${stem}.${hash}.${ending}`
    urls.set(name, url)
    const coded = new Map<Coding, Promise<Uint8Array>>()
    router.get(url, async (request: Request, response: Response) => {
      const coding = request.acceptsEncodings(['br', 'gzip', 'identity'])
      const chosen = coding === 'br' || coding === 'gzip' ? coding : 'identity'
      // When it is first asked for, and beside everything else: neither the start nor webhooks wait for it.
      if (!coded.has(chosen)) coded.set(chosen, CODERS[chosen](content))
      response.setHeader('content-type', TYPES[ending] ?? 'application/octet-stream')
      response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      response.setHeader('vary', 'accept-encoding')
      if (chosen !== 'identity') response.setHeader('content-encoding', chosen)
      response.end(await coded.get(chosen))
    })
  }
  return { url: (name) => urls.get(name) ?? '', router }
}
