import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { obstaclesOn } from '../support/axe.ts'
import { CHROMIUM, startBrowser, visit } from '../support/browser.ts'
import { seedCampaigns, someCampaigns } from '../support/dashboard-data.ts'
import { startTestService, type TestService } from '../support/service.ts'

// The dashboard as people see it, in Debian's Chromium.

/** Every page, as it is when it holds something. */
const PAGES = ['/', '/?range=30d', '/messages?from=2026-01-01T00:00:00Z', '/settings', '/nothing-here']
const VIEW_TOKEN = 'only-for-looking-0123456789'

describe.skipIf(CHROMIUM === undefined)('the dashboard in a browser (skipped: no Chromium here)', () => {
  let service: TestService
  let browser: Browser
  beforeAll(async () => {
    service = await startTestService({ DASHBOARD_VIEW_TOKEN: VIEW_TOKEN })
    const nowMs = Date.now()
    await seedCampaigns(
      createStateStore(service.pool, loadStatements(AS_WRITTEN)),
      someCampaigns(nowMs, 40),
      nowMs,
    )
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  test('asks for the token, and comes back to the page that was asked for', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${service.url}/?range=7d`)
    await page.getByLabel('Token').fill('wrong-token-0123456789')
    await page.getByLabel('Your name').fill('Asha')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('not right')
    await page.getByLabel('Token').fill(VIEW_TOKEN)
    await page.getByLabel('Your name').fill('Asha')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${service.url}/?range=7d`)
    const [session] = (await context.cookies()).filter(({ name }) => name === 'bluetick_session')
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
    await context.close()
  })

  test("shows the browser's own zone from the first page on, and another where somebody chooses one", async () => {
    const { page, context, problems } = await visit(browser, service.url, { zone: 'America/St_Johns' })
    expect(await page.locator('.zone').textContent()).toBe('America/St_Johns')
    await page.goto(`${service.url}/settings`)
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
    await page.getByLabel('Language').selectOption('hi')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.goto(`${service.url}/`)
    expect(await page.locator('.zone').textContent()).toBe('Asia/Tokyo')
    expect(await page.locator('h1').textContent()).toBe('सारांश')
    expect(problems).toEqual([])
    await context.close()
  })

  test('shows a webhook within seconds on a page that is open, and keeps what a person has open, focused and selected', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    const count = page.locator('.tile .figure a').first()
    const before = Number((await count.textContent())?.replaceAll(',', ''))
    await page.locator('details.as-table summary').click()
    await page.locator('details.as-table a').last().focus()
    await page.evaluate(() => {
      const heading = document.querySelector('#funnel')
      if (heading !== null) getSelection()?.selectAllChildren(heading)
    })
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'))
    let updates = 0
    page.on('response', (response) => {
      if (response.request().headers()['x-live'] === '1') updates += 1
    })
    for (let n = 1; n <= 20; n += 1) {
      await service.post({
        statuses: [{ id: `live${n}`, status: 'sent', timestamp: String(Math.floor(Date.now() / 1000)) }],
      })
      await page.mouse.move(n, n)
      await expect
        .poll(async () => Number((await count.textContent())?.replaceAll(',', '')), { timeout: 10_000 })
        .toBe(before + n)
    }
    expect(updates).toBeGreaterThanOrEqual(20)
    expect(await page.locator('details.as-table').getAttribute('open')).not.toBeNull()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(focused)
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('From sent to replied')
    expect(problems).toEqual([])
    await context.close()
  }, 180_000)

  test('stops where somebody pauses it, and says since when it is stale where the service is gone', async () => {
    const { page, context } = await visit(browser, service.url)
    await page.getByRole('button', { name: 'Pause updates' }).click()
    expect(await page.locator('#live-status').textContent()).toBe('Paused')
    await page.route('**/*', (route) => route.abort())
    await page.getByRole('button', { name: 'Resume updates' }).click()
    await expect
      .poll(() => page.locator('#live-status').textContent())
      .toMatch(/^Not updated since \d\d:\d\d:\d\d$/)
    await page.unroute('**/*')
    await expect
      .poll(() => page.locator('#live-status').textContent(), { timeout: 20_000 })
      .toMatch(/^Updated/)
    await context.close()
  })

  test('lists as many messages as each figure of the overview says', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/?range=30d`)
    const figures = await page.locator('.tile a, .bars a, .failures a').evaluateAll((links) =>
      links.map((link) => ({
        href: link.getAttribute('href') ?? '',
        shown: Number(link.textContent?.replaceAll(',', '')),
      })),
    )
    expect(figures.length).toBeGreaterThan(8)
    for (const { href, shown } of figures) {
      await page.goto(`${service.url}${href}`)
      expect(Number((await page.locator('#total').textContent())?.replaceAll(',', '')), href).toBe(shown)
      let rows = await page.locator('table.list tbody tr').count()
      for (const next = page.getByRole('link', { name: /^Next/ }); (await next.count()) > 0; ) {
        await next.click()
        await page.waitForLoadState()
        rows += await page.locator('table.list tbody tr').count()
      }
      expect(rows, href).toBe(shown)
    }
    expect(problems).toEqual([])
    await context.close()
  }, 180_000)

  test('can be used by everybody: axe finds nothing on any page, light and dark, narrow and wide', async () => {
    const obstacles = await obstaclesOn(browser, service.url, PAGES)
    // The page that is not there says so in the console too.
    expect(obstacles.filter((obstacle) => !obstacle.includes('404'))).toEqual([])
  })

  test('works without JavaScript, in eight tabs at once', async () => {
    const { page, context } = await visit(browser, service.url, { javaScriptEnabled: false })
    expect(await page.locator('.tile').count()).toBe(6)
    expect(await page.locator('noscript').first().textContent()).toContain('reload')
    await page.locator('details.as-table summary').click()
    expect(await page.locator('details.as-table td').first().isVisible()).toBe(true)
    const tabs = await Promise.all(Array.from({ length: 8 }, () => context.newPage()))
    await Promise.all(tabs.map((tab) => tab.goto(`${service.url}/?range=7d`)))
    for (const tab of tabs) expect(await tab.locator('h1').textContent()).toBe('Overview')
    await context.close()
  })
})
