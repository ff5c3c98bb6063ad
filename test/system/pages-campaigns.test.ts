import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { obstaclesOn } from '../support/axe.ts'
import { CHROMIUM, startBrowser, visit } from '../support/browser.ts'
import { backdate, type SeededCampaign, seedCampaigns } from '../support/dashboard-data.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { number, row, sheetFiles, text } from '../support/workbook.ts'
import { zip } from '../support/zip.ts'

const HOSTILE = `"><script>alert(1)</script> ‮gnirts‬ {{name}} 'O' %00 ../.. =cmd|' /C calc'!A0`
const HOUR_MS = 3_600_000

describe.skipIf(CHROMIUM === undefined)('campaigns in a browser (skipped: no Chromium here)', () => {
  let service: TestService
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    service = await startTestService()
    folder = await mkdtemp(join(tmpdir(), 'bluetick-lists-'))
    const nowMs = Date.now()
    const campaigns: SeededCampaign[] = [
      { name: 'Diwali offer', startMs: nowMs - 20 * HOUR_MS, people: 130, failed: 0.3, read: 0.5 },
      { name: 'Holi offer', startMs: nowMs - 90 * HOUR_MS, people: 60, failed: 0.02, read: 0.6 },
      { name: HOSTILE, startMs: nowMs - 2 * HOUR_MS, people: 30, failed: 0.1, read: 0.6 },
    ]
    await seedCampaigns(createStateStore(service.pool, loadStatements(AS_WRITTEN)), campaigns, nowMs)
    await backdate(service.pool, campaigns)
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('every number of a campaign leads to as many people as it says, on pages and as CSV', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/campaigns`)
    await page.getByRole('link', { name: 'Diwali offer' }).click()
    const figures = await page.locator('.tile a, .bars a, .failures a').evaluateAll((links) =>
      links.map((link) => ({
        href: link.getAttribute('href') ?? '',
        shown: Number(link.textContent?.replaceAll(',', '')),
      })),
    )
    expect(figures.length).toBeGreaterThan(9)
    for (const { href, shown } of figures) {
      await page.goto(`${service.url}${href}`)
      expect(Number((await page.locator('#total').textContent())?.replaceAll(',', '')), href).toBe(shown)
      const file = await page.getByRole('link', { name: 'As CSV' }).getAttribute('href')
      let rows = await page.locator('table.list tbody tr').count()
      for (const next = page.getByRole('link', { name: /^Next/ }); (await next.count()) > 0; ) {
        await next.click()
        await page.waitForLoadState()
        rows += await page.locator('table.list tbody tr').count()
      }
      expect(rows, href).toBe(shown)
      const csv = await (await context.request.get(`${service.url}${file}`)).text()
      expect(csv.trim().split('\r\n').length - 1, file ?? '').toBe(shown)
      expect(csv.charCodeAt(0)).toBe(0xfeff)
    }
    const unread = figures.find(({ href }) => href.endsWith('part=unread'))
    const notRead = await page.getByRole('link', { name: 'Not read (CSV)' }).getAttribute('href')
    const file = await (await context.request.get(`${service.url}${notRead}`)).text()
    expect(file.trim().split('\r\n').length - 1).toBe(unread?.shown)
    expect(problems).toEqual([])
    await context.close()
  })

  test('a campaign is compared with the median of the others, and with one of them', async () => {
    const { page, context } = await visit(browser, service.url)
    await page.goto(`${service.url}/campaigns/Diwali%20offer`)
    expect(await page.locator('#comparison ~ table').textContent()).toContain('Median of 2')
    await page.getByLabel('Compare with').selectOption('Holi offer')
    await page.getByRole('button', { name: 'Compare' }).click()
    await expect.poll(() => page.locator('#comparison ~ table thead').textContent()).toContain('Holi offer')
    await context.close()
  })

  test('a hostile name is shown as it is, everywhere, and nothing of it runs', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/campaigns`)
    await page.getByRole('link', { name: HOSTILE }).click()
    expect(await page.locator('h1').textContent()).toBe(HOSTILE)
    await page.locator('.bars a').first().click()
    expect(await page.locator('.crumb').textContent()).toBe(HOSTILE)
    const file = await page.getByRole('link', { name: 'As CSV' }).getAttribute('href')
    const answer = await context.request.get(`${service.url}${file}`)
    expect(answer.status()).toBe(200)
    expect(answer.headers()['content-disposition']).toMatch(/^attachment; filename="?[\w-]+\.csv"?$/)
    expect(problems).toEqual([])
    await context.close()
  })

  test('a campaign is made, filled from a file, renamed, closed and archived', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/campaigns`)
    await page.getByText('New campaign').click()
    await page.getByLabel('Name', { exact: true }).fill('Spring sale')
    await page.getByRole('button', { name: 'Create' }).click()
    await expect.poll(() => page.locator('h1').textContent()).toBe('Spring sale')

    const list = join(folder, 'list.csv')
    await writeFile(list, 'phone,reference\n+919800000001,a\n+919800000002,b\n12,c\n')
    await page.getByLabel('Add recipients from a file').setInputFiles(list)
    await page.getByRole('button', { name: 'Import' }).click()
    await expect.poll(() => page.locator('h1').textContent(), { timeout: 20_000 }).toBe('The import is over')
    expect(await page.locator('.tiles').textContent()).toContain('New2')
    expect(await page.locator('table.list').textContent()).toContain('phone has no country code')
    await page.getByRole('link', { name: 'To the campaign' }).click()
    expect(await page.locator('.tile .figure').first().textContent()).toBe('2')

    const workbook = join(folder, 'list.xlsx')
    const rows =
      row(text('Mobile'), text('City')) + row(number(919800000002)) + row(number('9.19800000003E11'))
    await writeFile(workbook, zip(sheetFiles([{ rows }])))
    await page.getByLabel('Add recipients from a file').setInputFiles(workbook)
    await page.getByRole('button', { name: 'Import' }).click()
    await expect.poll(() => page.locator('h1').textContent(), { timeout: 20_000 }).toBe('The import is over')
    expect(await page.locator('.tiles').textContent()).toMatch(/New1.*Unchanged1/s)
    await page.getByRole('link', { name: 'To the campaign' }).click()
    expect(await page.locator('.tile .figure').first().textContent()).toBe('3')

    await service.pool.query("INSERT INTO marketing_campaigns (id, name) VALUES ('holi', 'Holi sale')")
    await page.getByRole('textbox', { name: 'Name' }).fill('Holi sale')
    await page.getByRole('button', { name: 'Rename' }).click()
    await expect
      .poll(() => page.getByRole('status').last().textContent())
      .toContain('Another campaign has this name')
    await page.getByRole('textbox', { name: 'Name' }).fill('Summer sale')
    await page.getByRole('button', { name: 'Rename' }).click()
    await expect.poll(() => page.locator('h1').textContent()).toBe('Summer sale')
    await page.getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => page.locator('.title .badge').textContent()).toBe('Closed')
    await page.getByRole('button', { name: 'Archive' }).click()
    await expect.poll(() => page.locator('.title .badge').textContent()).toBe('Archived')
    await page.goto(`${service.url}/campaigns`)
    expect(await page.getByRole('link', { name: 'Summer sale' }).count()).toBe(0)
    await page.getByLabel('Archived ones too').check()
    await page.getByRole('button', { name: 'Show' }).click()
    await expect.poll(() => page.getByRole('link', { name: 'Summer sale' }).count()).toBe(1)
    expect(problems.filter((problem) => !problem.includes('400'))).toEqual([])
    await context.close()
  })

  test('everybody can use the pages of campaigns', async () => {
    expect(
      await obstaclesOn(browser, service.url, [
        '/campaigns',
        '/campaigns/Diwali%20offer',
        '/campaigns/Diwali%20offer/people?part=read',
      ]),
    ).toEqual([])
  })
})
