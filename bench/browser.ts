import { type Browser, chromium, type Page } from 'playwright-core'
import { CHROMIUM } from '../test/support/browser.ts'
import { signIn } from './pages-client.ts'
import { CAMPAIGN } from './pages-data.ts'
import { withPagesService } from './pages-service.ts'
import { median, printTable } from './table.ts'

const RUNS = 15
const WEBHOOKS = 10
const PAGES = [
  '/',
  '/?range=7d',
  '/?range=30d',
  '/campaigns',
  `/campaigns/${CAMPAIGN}`,
  '/when',
  '/alerts',
  '/health',
]

/** How soon a browser paints a page that it never saw, and how soon a webhook shows on an open one; at ten million messages. */
export async function benchBrowser(): Promise<void> {
  if (CHROMIUM === undefined) throw new Error('There is no Chromium: apt-get install chromium.')
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  try {
    await withPagesService(async ({ port }) => {
      const url = `http://127.0.0.1:${port}`
      const cookie = await signIn(url)
      const rows: string[][] = []
      for (const path of PAGES) rows.push(line(path, await paints(browser, url, cookie, path)))
      printTable(['first contentful paint', 'p50 ms', 'greatest ms'], rows)
      process.stdout.write('\n')
      const shown = await webhooksShown(browser, url, cookie)
      printTable(['from a webhook’s answer to', 'p50 ms', 'greatest ms'], [line('the open overview', shown)])
    })
  } finally {
    await browser.close()
  }
}

function line(name: string, ms: readonly number[]): string[] {
  return [name, median(ms).toFixed(0), Math.max(...ms).toFixed(0)]
}

/** In a browser with an empty cache each time. */
async function paints(browser: Browser, url: string, cookie: string, path: string): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const page = await openPage(browser, url, cookie)
    await page.goto(url + path)
    times.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => {
              for (const { name, startTime } of list.getEntries())
                if (name === 'first-contentful-paint') resolve(startTime)
            }).observe({ type: 'paint', buffered: true })
          }),
      ),
    )
    await page.context().close()
  }
  return times
}

/** The volume of today, as a person sees it: one webhook after the other, each of another message. */
async function webhooksShown(browser: Browser, url: string, cookie: string): Promise<number[]> {
  const page = await openPage(browser, url, cookie)
  await page.goto(url)
  const volume = page.locator('dl.tiles dd.figure').first()
  const times: number[] = []
  for (let n = 0; n < WEBHOOKS; n += 1) {
    const before = await volume.textContent()
    // At another moment between two updates each time.
    await page.waitForTimeout(n * 370)
    await fetch(`${url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        statuses: [
          {
            id: `wamid.bench.${Date.now()}.${n}`,
            status: 'sent',
            timestamp: String(Math.floor(Date.now() / 1000)),
            recipient_id: '919800000001',
          },
        ],
      }),
    })
    const answeredMs = performance.now()
    await page.waitForFunction(
      (text) => document.querySelector('dl.tiles dd.figure')?.textContent !== text,
      before,
      { polling: 20 },
    )
    times.push(performance.now() - answeredMs)
    // The page slows down where nobody moves.
    await page.mouse.move(100 + n, 100)
  }
  await page.context().close()
  return times
}

async function openPage(browser: Browser, url: string, cookie: string): Promise<Page> {
  const context = await browser.newContext({
    timezoneId: 'Asia/Kolkata',
    viewport: { width: 1280, height: 900 },
  })
  const at = cookie.indexOf('=')
  await context.addCookies([
    { name: cookie.slice(0, at), value: cookie.slice(at + 1), url },
    { name: 'bluetick_zone', value: 'Asia%2FKolkata', url },
  ])
  return context.newPage()
}
