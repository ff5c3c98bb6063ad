// Keeps a page up to date: asks for its changing part again, and morphs the page into it, so that focus, selection, scrolling and
// what stands open stay. Asks rarely where nobody looks, not at all while a form is being filled in or a dialog is open.
;(() => {
  const { body } = document
  const script = document.currentScript
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const isNewZone = body.dataset.zone === undefined && zone !== undefined && zone !== 'UTC'
  // Asked once: what a person chooses in the settings stands.
  if (isNewZone) cookieStore(zone)
  if (body.dataset.live === undefined || typeof Idiomorph === 'undefined') return

  const FAST_MS = 3_000
  const CALM_MS = 15_000
  const SLOW_MS = 60_000
  const CALM_AFTER_MS = 60_000
  const SLOW_AFTER_MS = 600_000
  const SAY_EVERY_MS = 30_000
  const status = document.getElementById('live-status')
  const toggle = document.getElementById('live-toggle')
  const policy = window.trustedTypes?.createPolicy('bluetick', { createHTML: (html) => html }) ?? {
    createHTML: (html) => html,
  }
  let etag = ''
  let timer
  let failures = 0
  let usedAt = Date.now()
  let updatedAt = Date.now()
  let saidAt = 0
  let paused = readPaused()

  const clock = () =>
    new Date(updatedAt).toLocaleTimeString(document.documentElement.lang, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: body.dataset.zone ?? 'UTC',
    })

  function say() {
    body.classList.toggle('stale', failures > 0)
    const words = paused
      ? status.dataset.paused
      : failures > 0
        ? status.dataset.stale
        : status.dataset.updated
    const text = paused ? words : `${words} ${clock()}`
    // Screen readers are told now and then, not every three seconds.
    const isNews = failures > 0 || paused || Date.now() - saidAt >= SAY_EVERY_MS
    status.setAttribute('aria-live', isNews ? 'polite' : 'off')
    if (isNews) saidAt = Date.now()
    if (status.textContent !== text) status.textContent = text
    toggle.hidden = false
    toggle.textContent = paused ? toggle.dataset.resume : toggle.dataset.pause
  }

  function isBusy() {
    return document.querySelector('dialog[open], form[data-dirty]') !== null
  }

  function pauseMs() {
    if (failures > 0) return Math.min(SLOW_MS, FAST_MS * 2 ** failures)
    const idleMs = Date.now() - usedAt
    return idleMs < CALM_AFTER_MS ? FAST_MS : idleMs < SLOW_AFTER_MS ? CALM_MS : SLOW_MS
  }

  // The next question is asked only after the answer to the last one.
  function plan(afterMs) {
    clearTimeout(timer)
    if (!paused && !document.hidden) timer = setTimeout(update, afterMs)
  }

  async function update() {
    if (isBusy()) return plan(FAST_MS)
    try {
      const answer = await fetch(location.href, {
        headers: { accept: 'text/html', 'x-live': '1', 'if-none-match': etag },
        cache: 'no-store',
        signal: AbortSignal.timeout(20_000),
      })
      if (answer.status === 401) return location.reload()
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(String(answer.status))
        const html = await answer.text()
        // A form may have been begun while the answer was on its way.
        if (!isBusy()) {
          show(html)
          etag = answer.headers.get('etag') ?? ''
        }
      }
      failures = 0
      updatedAt = Date.now()
    } catch {
      failures += 1
    }
    say()
    plan(pauseMs())
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(policy.createHTML(html), 'text/html').getElementById('main')
    const main = document.getElementById('main')
    Idiomorph.morph(main, fresh, {
      morphStyle: 'outerHTML',
      ignoreActiveValue: true,
      callbacks: {
        // What people opened stays open; what a chart drew stays drawn.
        beforeAttributeUpdated: (name, node) => !(name === 'open' && node.tagName === 'DETAILS'),
        beforeNodeMorphed: (node) => node.dataset?.keep === undefined,
      },
    })
    const { title, alarm } = fresh.dataset
    if (title !== undefined) document.title = title
    const icon = document.querySelector('link[rel=icon]')
    const href = alarm === undefined ? script.dataset.icon : script.dataset.alarm
    if (icon.getAttribute('href') !== href) icon.href = href
    document.dispatchEvent(new Event('bluetick:updated'))
  }

  function readPaused() {
    try {
      return localStorage.getItem('bluetick-paused') === 'yes'
    } catch {
      return false
    }
  }

  function cookieStore(name) {
    const secure = location.protocol === 'https:' ? '; secure' : ''
    // The Cookie Store API is not there on plain http.
    document.cookie = `bluetick_zone=${encodeURIComponent(name)}; path=/; max-age=31536000; samesite=lax${secure}`
  }

  for (const event of ['pointermove', 'keydown', 'focus']) {
    addEventListener(
      event,
      () => {
        const wasIdle = Date.now() - usedAt > CALM_AFTER_MS
        usedAt = Date.now()
        if (wasIdle) plan(0)
      },
      { passive: true },
    )
  }
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form')
    if (form) form.dataset.dirty = ''
  })
  document.addEventListener('reset', (event) => delete event.target.dataset.dirty)
  document.addEventListener('visibilitychange', () => plan(0))
  toggle.addEventListener('click', () => {
    paused = !paused
    try {
      localStorage.setItem('bluetick-paused', paused ? 'yes' : 'no')
    } catch {
      // Without storage the choice holds for this page.
    }
    say()
    plan(0)
  })

  say()
  plan(isNewZone ? 0 : FAST_MS)
})()
