import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { TEST_API_TOKEN } from './service.ts'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Debian puts its browser; undefined where there is none. */
export const CHROMIUM = PATHS.find((path) => existsSync(path))

/** Debian's Chromium, without its sandbox, which root cannot have. */
export function startBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('There is no Chromium: apt-get install chromium.')
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** A page of somebody who is signed in, and everything that went wrong in it. */
export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors of the console and of scripts, and requests to other hosts. */
  readonly problems: string[]
}

export interface VisitOptions {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
  readonly zone?: string
  readonly javaScriptEnabled?: boolean
  readonly token?: string
  readonly language?: string
}

/** Opens a browser of its own for one person, and signs in. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1280, height: 900 },
    timezoneId: options.zone ?? 'Asia/Kolkata',
    javaScriptEnabled: options.javaScriptEnabled ?? true,
    locale: options.language ?? 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const problems: string[] = []
  watch(page, url, problems)
  await page.goto(`${url}/`)
  // Signing in answers 401 first, which the console says: no problem of the page.
  problems.length = 0
  await page.getByLabel(/token|टोकन/i).fill(options.token ?? TEST_API_TOKEN)
  await page.getByLabel(/name|नाम/i).fill('Asha')
  await page.getByRole('button').click()
  await page.waitForURL(`${url}/`)
  return { context, page, problems }
}

/** Notes what goes wrong in a page from now on. */
function watch(page: Page, url: string, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(`${url}/`) && !asked.startsWith('data:')) problems.push(`foreign request: ${asked}`)
  })
}
