import { mkdir } from 'node:fs/promises'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MailContent } from '../../../src/domain/alerts/mail.ts'
import { CHROMIUM, startBrowser } from '../../support/browser.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { sampleMails, seedMonths } from './sample-mails.ts'

/** Where pictures of the mails go, if anywhere: those of docs/images were made so. */
const { MAIL_PICTURES: PICTURES } = process.env
const TIMEOUT_MS = 120_000

describe.skipIf(CHROMIUM === undefined)('mails in a browser (skipped: no Chromium here)', () => {
  let database: TestDatabase
  let pool: pg.Pool
  let browser: Browser
  let mails: ReadonlyMap<string, MailContent>
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = new pg.Pool({ connectionString: database.url, max: 4 })
    pool.on('error', () => undefined)
    await seedMonths(pool, 300)
    mails = await sampleMails(pool)
    browser = await startBrowser()
    if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true })
  }, TIMEOUT_MS)
  afterAll(async () => {
    await browser?.close()
    await pool?.end()
    await database?.drop()
  })

  test.each([390, 1200])(
    'at %i px nothing stands outside, is too small to read, or loads from elsewhere',
    async (width) => {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        deviceScaleFactor: 1,
        javaScriptEnabled: true,
      })
      const page = await context.newPage()
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      const wrong: Record<string, unknown> = {}
      for (const [name, { html }] of mails) {
        await page.setContent(html)
        if (PICTURES !== undefined)
          await page.screenshot({ path: `${PICTURES}/${name}-${width}.png`, fullPage: true })
        const found = await page.evaluate(() => {
          const body = document.body.getBoundingClientRect()
          const right = body.right - Number.parseFloat(getComputedStyle(document.body).paddingRight)
          const all = [...document.body.querySelectorAll('*')]
          return {
            outside: all
              .filter((one) => one.getBoundingClientRect().right > right + 0.5)
              .map((one) => `${one.tagName} ${one.textContent?.trim().slice(0, 40)}`)
              .slice(-3),
            small: all
              .filter(
                (one) => one.textContent?.trim() && Number.parseFloat(getComputedStyle(one).fontSize) < 12,
              )
              .map((one) => one.textContent?.slice(0, 40)),
          }
        })
        if (found.outside.length > 0 || found.small.length > 0) wrong[name] = found
      }
      expect(wrong).toEqual({})
      expect(asked.filter((url) => !url.startsWith('about:'))).toEqual([])
      await context.close()
    },
    TIMEOUT_MS,
  )
})
