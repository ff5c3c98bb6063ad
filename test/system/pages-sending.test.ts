import type { Browser, Page } from 'playwright-core'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { obstaclesOn, violationsOn } from '../support/axe.ts'
import { CHROMIUM, startBrowser, visit } from '../support/browser.ts'
import { answers, type SimulatedApis, startSimulatedApis, takes } from '../support/sending/simulated-apis.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

/** The card of a heading. */
const card = (page: Page, id: string) => page.locator('section', { has: page.locator(`#${id}`) })
const PHONES = ['+919812345671', '+919812345672', '+919812345673'] as const

describe.skipIf(CHROMIUM === undefined)('sending in a browser (skipped: no Chromium here)', () => {
  let apis: SimulatedApis
  let service: TestService
  let browser: Browser
  const api = (path: string) =>
    request(service.url).post(`/api${path}`).set('authorization', `Bearer ${TEST_API_TOKEN}`)
  const addCampaign = async (id: string, list: string) => {
    await api('/campaigns').send({ id, name: id }).expect(201)
    await api(`/campaigns/${id}/recipients`).set('content-type', 'text/csv').send(list).expect(200)
  }
  const report = (id: string, status: string, more: object = {}) =>
    service.post({
      statuses: [{ id, status, timestamp: String(Math.floor(Date.now() / 1000) - 60), ...more }],
    })

  beforeAll(async () => {
    apis = await startSimulatedApis()
    service = await startTestService({
      SEND_VIA: 'meta',
      META_BASE_URL: apis.url,
      META_ACCESS_TOKEN: 'token-of-account',
      META_PHONE_NUMBER_ID: '106540352242922',
      SEND_WINDOW: '00:00-24:00',
    })
    await addCampaign(
      'diwali',
      `phone,message_id,name\n${PHONES[0]},first,Asha\n${PHONES[1]},second,Ravi\n${PHONES[2]},third,Meera\n`,
    )
    const errors = [{ code: 130429, title: 'Rate limit hit' }]
    await report('first', 'failed', { errors })
    await report('second', 'failed', { errors: [{ code: 131026 }] })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
    await apis?.stop()
  })

  test('a plan is made, read and confirmed without JavaScript, and nothing leaves before the tick', async () => {
    const { page, context } = await visit(browser, service.url, { javaScriptEnabled: false, width: 390 })
    await page.goto(`${service.url}/sending`)
    await page.getByRole('link', { name: 'New plan' }).click()
    await page.locator('select[name=action]').selectOption('resend')
    await page.locator('input[name=campaign]').fill('diwali')
    await page.locator('input[name=template]').fill('offer')
    await page.getByRole('button', { name: 'Make the plan' }).click()
    expect(await card(page, 'what').textContent()).toContain('1 person')
    expect(await card(page, 'left-out').textContent()).toContain('It may still arrive')
    expect(await page.content()).not.toContain(PHONES[0])

    // The browser itself asks for the tick.
    await page.getByRole('button', { name: /^Send to 1/ }).click()
    await service.tick('everyFiveSeconds')
    expect(apis.ledger.entries).toEqual([])
    await page.locator('input[name=sure]').check()
    await page.getByRole('button', { name: /^Send to 1/ }).click()
    await page.waitForLoadState()
    await service.tick('everyFiveSeconds')
    await service.tick('everyFiveSeconds')
    expect(apis.ledger.entries.map(({ phone }) => phone)).toEqual([PHONES[0]])
    await page.reload()
    expect(await page.locator('#what').textContent()).toBe('Done')
    await page.goto(`${service.url}/sending`)
    expect(await card(page, 'log').textContent()).toMatch(/Asha: confirmed/)
    await context.close()
  })

  test('a message shows what it was sent for, which message came before, and that somebody got it twice', async () => {
    await report('wamid.1', 'delivered')
    await report('first', 'delivered')
    await service.tick('everyFiveSeconds')
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/messages`)
    await page.locator('input[name=what]').fill('first')
    await page.keyboard.press('Enter')
    const plans = card(page, 'plans')
    await expect.poll(() => plans.textContent()).toMatch(/Resend.*Got it twice/)
    await plans.getByRole('link', { name: 'The message that followed' }).click()
    await expect.poll(() => plans.getByRole('link', { name: 'The message before' }).count()).toBe(1)
    expect(await violationsOn(page)).toEqual([])
    await plans.getByRole('link').first().click()
    await expect.poll(() => card(page, 'results').textContent()).toMatch(/Got it twice1/)
    expect(problems).toEqual([])
    await context.close()
  })

  test('everybody can use its pages, light and dark, narrow and wide, also with what waits for a person', async () => {
    await addCampaign('holi', `phone\n${PHONES.map((phone) => phone.replace('98', '97')).join('\n')}\n`)
    const send = { action: 'send', campaign_id: 'holi', template: { name: 'hello' } }
    const { plan } = (await api('/sending/plans').send(send).expect(201)).body
    await api(`/sending/plans/${plan.hash}/confirm`).send({}).expect(200)
    apis.behave = () => answers(502, 'Bad Gateway')
    await service.tick('everyFiveSeconds')
    apis.behave = () => takes
    const paths = ['/sending', '/sending/new', `/sending/plans/${plan.hash.slice(0, 16)}`]
    expect(await obstaclesOn(browser, service.url, paths)).toEqual([])
    const { page, context } = await visit(browser, service.url)
    await page.goto(`${service.url}/sending`)
    const listed = card(page, 'uncertain').locator('li')
    const before = await listed.count()
    expect(before).toBeGreaterThan(0)
    await listed.first().getByRole('button', { name: 'It was sent' }).click()
    await expect.poll(() => listed.count()).toBe(before - 1)
    await context.close()
  })
})
