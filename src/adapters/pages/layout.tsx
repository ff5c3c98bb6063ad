import type { Assets } from './assets.ts'
import { PATHS, type PageView, SECTIONS } from './page.ts'
import type { Viewer } from './viewer.ts'

interface LayoutProps {
  readonly viewer: Viewer
  readonly view: PageView
  readonly assets: Assets
  readonly version: string
}

/** The whole page: what is around every view. */
export function Layout({ viewer, view, assets, version }: LayoutProps) {
  const { words, session } = viewer
  return (
    <html lang={viewer.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{titleOf(view, words.brand)}</title>
        <link rel="icon" href={assets.url(view.alarm === true ? 'icon-alarm.svg' : 'icon.svg')} />
        <link rel="stylesheet" href={assets.url('style.css')} />
        {view.charts === true && <link rel="stylesheet" href={assets.url('uplot.css')} />}
        {session !== undefined && <script defer src={assets.url('idiomorph.js')} />}
        {view.charts === true && <script defer src={assets.url('uplot.js')} />}
        {view.charts === true && <script defer src={assets.url('chart.js')} />}
        <script
          defer
          src={assets.url('live.js')}
          data-icon={assets.url('icon.svg')}
          data-alarm={assets.url('icon-alarm.svg')}
        />
      </head>
      <body
        data-live={view.live === true ? '' : undefined}
        data-zone={viewer.zoneKnown ? viewer.zone : undefined}
      >
        <a class="skip" href="#main">
          {words.skip}
        </a>
        {session !== undefined && <Header viewer={viewer} view={view} />}
        <Main view={view} brand={words.brand} />
        <footer>
          <p>
            {words.brand} {version}
            {session !== undefined && (
              <>
                {' · '}
                <a href="/settings">{viewer.zone}</a>
                {' · '}
                <a href="/settings">{words.signedInAs(session.name)}</a>
              </>
            )}
          </p>
        </footer>
      </body>
    </html>
  )
}

/** The part that changes: a live page fetches this alone. */
export function Main({ view, brand }: { readonly view: PageView; readonly brand: string }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      data-title={titleOf(view, brand)}
      data-alarm={view.alarm === true ? '' : undefined}
    >
      {view.content}
    </main>
  )
}

function Header({ viewer, view }: Pick<LayoutProps, 'viewer' | 'view'>) {
  const { words } = viewer
  return (
    <header>
      <a class="brand" href="/">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect width="32" height="32" rx="8" class="brand-tile" />
          <path d="M5 17l5 5L20 11M13 20l2 2L26 11" class="brand-ticks" />
        </svg>
        {words.brand}
      </a>
      <nav aria-label={words.navigation}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a href={PATHS[section]} aria-current={view.section === section ? 'page' : undefined}>
                {words[section]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="tools">
        {view.live === true && (
          <>
            <p
              id="live-status"
              role="status"
              data-updated={words.updatedAt}
              data-stale={words.staleSince}
              data-paused={words.paused}
            >
              <noscript>{words.noScript}</noscript>
            </p>
            <button type="button" id="live-toggle" hidden data-pause={words.pause} data-resume={words.resume}>
              {words.pause}
            </button>
          </>
        )}
        <a class="zone" href="/settings" title={words.timeZone}>
          {viewer.zone}
        </a>
      </div>
    </header>
  )
}

function titleOf(view: PageView, brand: string): string {
  return `${view.alarm === true ? '(!) ' : ''}${view.title} · ${brand}`
}
