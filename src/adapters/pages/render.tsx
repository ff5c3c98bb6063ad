import { renderToString } from 'preact-render-to-string'
import type { Assets } from './assets.ts'
import { Layout, Main } from './layout.tsx'
import type { PageView } from './page.ts'
import type { Viewer } from './viewer.ts'

/** A whole page as HTML. */
export function renderPage(viewer: Viewer, view: PageView, assets: Assets, version: string): string {
  return `<!doctype html>${renderToString(<Layout viewer={viewer} view={view} assets={assets} version={version} />)}`
}

/** The part of a page that changes, as a live page fetches it. */
export function renderMain(viewer: Viewer, view: PageView): string {
  return renderToString(<Main view={view} brand={viewer.words.brand} />)
}
