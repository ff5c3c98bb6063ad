import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { dateAt } from '../../src/domain/alerts/zone.ts'
import { obstaclesOn } from '../support/axe.ts'
import { CHROMIUM, startBrowser, visit } from '../support/browser.ts'
import { report } from '../support/reports.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const PHONE = '+919876543210'
const ID = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgSQUJDREVGMDEyMzQ1Njc4OTA='
const DAY_MS = 24 * 3_600_000

describe.skipIf(CHROMIUM === undefined)('people in a browser (skipped: no Chromium here)', () => {
  let service: TestService
  let browser: Browser
  const store = () => createStateStore(service.pool, loadStatements(AS_WRITTEN))
  beforeAll(async () => {
    service = await startTestService()
    const atMs = Date.now() - 60_000
    const one = { ids: [ID], phone: PHONE, campaignName: 'Diwali offer', receivedAtMs: atMs }
    await commitBatch(
      store(),
      [
        report({ ...one, kind: 'sent', occurrence: { atMs, estimated: false } }),
        report({ ...one, kind: 'read', occurrence: { atMs: atMs + 5_000, estimated: true } }),
      ],
      'latest',
    )
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  test('no page shows a number or an id, in text or address, until somebody asks for it, which is recorded', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/campaigns/Diwali%20offer/people`)
    const person = await page.locator('table.list th a').getAttribute('href')
    const message = await page.locator('table.list td a').getAttribute('href')
    for (const path of ['/messages', '/campaigns/Diwali%20offer/people', person, message]) {
      await page.goto(`${service.url}${path}`)
      const html = await page.content()
      for (const secret of ['9876543210', ID, ID.slice(6, 30)]) expect(html, path ?? '').not.toContain(secret)
    }
    await page.goto(`${service.url}${message}`)
    await page.getByRole('button', { name: 'Show phone numbers' }).click()
    await expect.poll(() => page.content()).toContain(PHONE)
    expect(await page.content()).toContain(ID)
    await page.goto(`${service.url}${person}`)
    expect(await page.content()).not.toContain('9876543210')
    const { rows } = await service.pool.query('SELECT person, role, page FROM bluetick.number_views')
    expect(rows).toEqual([{ person: 'Asha', role: 'act', page: message }])
    expect(problems).toEqual([])
    await context.close()
  })

  test('what was inferred and what was reported are told apart, in two zones', async () => {
    const { page, context } = await visit(browser, service.url)
    await page.goto(`${service.url}/messages`)
    await page.locator('table.list td a').first().click()
    const steps = page.locator('.timeline li')
    await expect.poll(() => steps.count()).toBe(3)
    expect(await steps.nth(0).textContent()).toMatch(/^Sent .*UTCReported\.$/)
    expect(await page.locator('.timeline .delivered').textContent()).toContain('Nobody reported it')
    expect(await page.locator('.timeline .read').textContent()).toContain('no readable time')
    await context.close()
  })

  test('a message and a person are found without their number in an address', async () => {
    const { page, context } = await visit(browser, service.url)
    for (const [what, heading] of [
      [ID, 'Message'],
      ['+91 98765 43210', '+91'],
    ] as const) {
      await page.goto(`${service.url}/messages`)
      await page.getByLabel('Find a message or a person').fill(what)
      await page.getByRole('button', { name: 'Show', exact: true }).click()
      await expect.poll(() => page.locator('h1').textContent()).toContain(heading)
      expect(page.url()).not.toContain('9876543210')
    }
    await page.goto(`${service.url}/messages`)
    await page.getByLabel('Find a message or a person').fill('nothing-of-that-kind')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect.poll(() => page.locator('form.inline').textContent()).toContain('No message of this id')
    await context.close()
  })

  test('everybody can use these pages', async () => {
    const { page, context } = await visit(browser, service.url)
    await page.goto(`${service.url}/campaigns/Diwali%20offer/people`)
    const person = await page.locator('table.list th a').getAttribute('href')
    const message = await page.locator('table.list td a').getAttribute('href')
    await context.close()
    const paths = [person, message, '/when', '/when?days=90&campaign=Diwali%20offer']
    expect(await obstaclesOn(browser, service.url, paths)).toEqual([])
  })

  test.each(['Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham'])(
    'one message at 23:59 stands in the same day on every page, in the API and in the CSV (%s)',
    async (zone) => {
      const name = `Night ${zone.replace('/', ' ')}`
      const date = dateAt(zone, Date.now() - 3 * DAY_MS)
      const atMs = date.toZonedDateTime({ timeZone: zone, plainTime: '23:59:30' }).epochMilliseconds
      await commitBatch(
        store(),
        [
          report({
            ids: [`wamid.${zone}`],
            kind: 'sent',
            campaignName: name,
            occurrence: { atMs, estimated: false },
            receivedAtMs: atMs,
          }),
        ],
        'latest',
      )
      const { page, context } = await visit(browser, service.url, { zone })
      const day = date.toLocaleString('en-GB', { day: 'numeric', month: 'short' })
      await page.goto(`${service.url}/campaigns/${encodeURIComponent(name)}`)
      await page.locator('details.as-table summary').click()
      const rows = page.locator('details.as-table tbody tr')
      expect(await rows.count()).toBe(1)
      expect(await rows.first().textContent()).toContain(day)
      const list = await rows.first().locator('a').first().getAttribute('href')
      await page.goto(`${service.url}${list}`)
      expect(await page.locator('table.list tbody tr').textContent()).toContain(`${day}, 23:59`)
      await page.goto(`${service.url}/?range=7d`)
      await page.locator('details.as-table summary').click()
      const overview = page.locator('details.as-table tbody tr', { hasText: `${day},` })
      expect(Number(await overview.locator('a').first().textContent())).toBeGreaterThan(0)
      await page.goto(`${service.url}/when?campaign=${encodeURIComponent(name)}`)
      const cell = page
        .locator('.heat tr', { hasText: '23:00' })
        .locator('td')
        .nth(date.dayOfWeek - 1)
      // Nothing was delivered, so the cell is empty; the map still has its column for that weekday.
      expect(await cell.textContent()).toBe('')
      const from = date.toZonedDateTime(zone).toInstant().toString()
      const to = date.add({ days: 1 }).toZonedDateTime(zone).toInstant().toString()
      const query = new URLSearchParams({ campaign: name, zone, from, to })
      const headers = { authorization: `Bearer ${TEST_API_TOKEN}` }
      const answer = await context.request.get(`${service.url}/api/analytics/hourly-volume?${query}`, {
        headers,
      })
      const { rows: hours } = (await answer.json()) as { rows: { hour: string; messages_sent: number }[] }
      expect(hours.map(({ messages_sent }) => messages_sent)).toEqual([1])
      expect(dateAt(zone, Date.parse(hours[0]?.hour ?? '')).equals(date)).toBe(true)
      const csv = await context.request.get(`${service.url}/campaigns/${encodeURIComponent(name)}/people.csv`)
      const sent = (await csv.text()).split('\r\n')[1]?.split(',')[5] ?? ''
      expect(dateAt(zone, Date.parse(sent)).equals(date)).toBe(true)
      await context.close()
    },
  )
})
