import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { obstaclesOn } from '../support/axe.ts'
import { CHROMIUM, startBrowser, visit } from '../support/browser.ts'
import { report } from '../support/reports.ts'
import { startTestService, type TestService } from '../support/service.ts'

const CAMPAIGN = 'Diwali offer'
const CAMPAIGN_PATH = `/campaigns/${encodeURIComponent(CAMPAIGN)}`
const phoneOf = (person: number) => `+91987654321${person}`
const seconds = (atMs: number) => String(Math.floor(atMs / 1000))

// Five people: 0 and 1 read and reply (after 30 s and 4 min), 2 replies without a reported reading, 3 reads only, 4 failed by 131050.
describe.skipIf(CHROMIUM === undefined)(
  'replies, news and opt-outs in a browser (skipped: no Chromium here)',
  () => {
    let service: TestService
    let browser: Browser
    beforeAll(async () => {
      service = await startTestService()
      browser = await startBrowser()
      const sentMs = Math.floor(Date.now() / 1000) * 1000 - 600_000
      const at = (atMs: number) => ({ occurrence: { atMs, estimated: false }, receivedAtMs: sentMs })
      const reports = [0, 1, 2, 3, 4].flatMap((person) => {
        const one = { ids: [`wamid.r${person}`], phone: phoneOf(person), campaignName: CAMPAIGN }
        if (person === 4) return []
        return [
          report({ ...one, kind: 'sent', ...at(sentMs) }),
          report({ ...one, kind: 'delivered', ...at(sentMs + 2_000) }),
          ...(person === 2 ? [] : [report({ ...one, kind: 'read', ...at(sentMs + 20_000) })]),
        ]
      })
      await commitBatch(createStateStore(service.pool, loadStatements(AS_WRITTEN)), reports, 'latest')
      const inbound = [
        { person: 0, afterMs: 30_000, type: 'button', context: { id: 'wamid.r0' } },
        { person: 1, afterMs: 240_000, type: 'text' },
        { person: 2, afterMs: 60_000, type: 'text' },
      ].map(({ person, afterMs, ...message }) => ({
        ...message,
        id: `wamid.in${person}`,
        from: phoneOf(person).slice(1),
        timestamp: seconds(sentMs + 2_000 + afterMs),
      }))
      await service.post({ messages: inbound })
      await service.post({
        topic: 'message.status.updated',
        data: {
          message: {
            messageId: 'wamid.r4',
            phone_number: phoneOf(4).slice(1),
            countryCode: '91',
            status: 'FAILED',
            campaign: { name: CAMPAIGN },
            sent_at: sentMs,
            failed_at: sentMs + 3_000,
            failureResponse: { code: '131050', reason: 'Stopped marketing messages' },
          },
        },
      })
      await service.post({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '300220011000',
            time: Number(seconds(sentMs)),
            changes: [
              {
                field: 'message_template_status_update',
                value: { event: 'PAUSED', message_template_name: 'diwali', message_template_language: 'en' },
              },
            ],
          },
        ],
      })
      await vi.waitFor(
        async () => {
          const { rows } = await service.pool.query('SELECT messages_replied AS n FROM marketing_campaigns')
          expect(rows).toEqual([{ n: 3 }])
        },
        { timeout: 20_000 },
      )
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await service?.stop()
    })

    const pairsOf = (page: Page, card: string) =>
      page.locator(`section[aria-labelledby=${card}] dl.pairs`).evaluate((list) => {
        const texts = (tag: string) => [...list.querySelectorAll(tag)].map((one) => one.textContent ?? '')
        const values = texts('dd')
        return Object.fromEntries(texts('dt').map((name, index) => [name, values[index]]))
      })

    test.each(['/', CAMPAIGN_PATH])(
      '%s shows who replied and how soon, and lists as many people as it says',
      async (path) => {
        const { page, context, problems } = await visit(browser, service.url)
        await page.goto(`${service.url}${path}`)
        const pairs = await pairsOf(page, 'replies')
        expect(pairs).toMatchObject({ 'Read, not replied to': '1', 'Replied, reading not reported': '1' })
        expect(pairs.Replied).toMatch(/^3 \(75\.0%/)
        expect(pairs['Replied within 1 min']).toMatch(/^66\.7%/)
        expect(pairs['Replied within 60 min']).toMatch(/^100\.0%/)
        expect(pairs['Response time, mean']).toBe('1.8 min')
        const links = page.locator(
          'section[aria-labelledby=replies] a, section[aria-labelledby=funnel] a, .bars a',
        )
        const figures = await links.evaluateAll((all) =>
          all.map((link) => ({ href: link.getAttribute('href') ?? '', shown: Number(link.textContent) })),
        )
        expect(figures.length).toBeGreaterThan(6)
        for (const { href, shown } of figures) {
          await page.goto(`${service.url}${href}`)
          expect(Number(await page.locator('#total').textContent()), href).toBe(shown)
          expect(await page.locator('table.list tbody tr').count(), href).toBe(shown)
        }
        expect(problems).toEqual([])
        await context.close()
      },
    )

    test.each(['/', CAMPAIGN_PATH])(
      '%s shows the news of its time, and lists as many opt-outs as it says',
      async (path) => {
        const { page, context } = await visit(browser, service.url)
        await page.goto(`${service.url}${path}`)
        const news = page.locator('section[aria-labelledby=news]')
        expect(await news.textContent()).toContain('Template diwali (en) PAUSED')
        const link = news.locator('p a').first()
        expect(await link.textContent()).toBe('1')
        await link.click()
        await expect.poll(() => page.locator('#total').textContent()).toBe('1')
        expect(await page.locator('table.list tbody tr').textContent()).toMatch(/\+91.*Opted out.*131050/)
        await context.close()
      },
    )

    test('a message tells how it was replied to, and what the reply proves', async () => {
      const { page, context } = await visit(browser, service.url)
      await page.goto(`${service.url}${CAMPAIGN_PATH}/people?part=unreported`)
      await page.locator('table.list td a').first().click()
      await expect.poll(() => page.locator('.timeline .replied').textContent()).toContain('names no message')
      expect(await page.locator('.timeline .read').textContent()).toContain('Read receipts are off')
      await page.goto(`${service.url}${CAMPAIGN_PATH}/people?part=replied`)
      await page.locator('table.list td a').first().click()
      await expect.poll(() => page.locator('.timeline .replied').textContent()).toContain('With a button')
      await context.close()
    })

    test('a person who wants no more messages is put on the list by hand, and taken off it', async () => {
      const { page, context, problems } = await visit(browser, service.url)
      await page.goto(`${service.url}${CAMPAIGN_PATH}/people?part=unanswered`)
      await page.locator('table.list th a').first().click()
      await page.getByRole('button', { name: 'Write to them no more' }).click()
      await expect.poll(() => page.locator('.problem').textContent()).toContain('Added by hand')
      await page.goto(`${service.url}/account/people`)
      expect(await page.locator('#total').textContent()).toBe('2')
      await page.locator('table.list th a').first().click()
      await page.getByRole('button', { name: 'They may be written to again' }).click()
      await expect.poll(() => page.getByRole('button', { name: 'Write to them no more' }).count()).toBe(1)
      expect(await page.locator('.problem').count()).toBe(0)
      const tiles = await page.locator('.tiles').textContent()
      expect(tiles).toMatch(/Engagement.*\/ 100/)
      expect(problems).toEqual([])
      await context.close()
    })

    test('everybody can use the pages of the account', async () => {
      expect(
        await obstaclesOn(browser, service.url, [
          '/',
          CAMPAIGN_PATH,
          '/account',
          '/account?effect=stops',
          '/account/people?reason=opt-out',
        ]),
      ).toEqual([])
    })
  },
)
