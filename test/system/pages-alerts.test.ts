import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { obstaclesOn } from '../support/axe.ts'
import { CHROMIUM, startBrowser, visit } from '../support/browser.ts'
import { startTestService, type TestService } from '../support/service.ts'

const VIEW_TOKEN = 'only-for-looking-0123456789'
const EPISODE = 'campaign-delivery-low.live'
const CAMPAIGN = `Holi "><img src=x onerror=alert(1)>`

describe.skipIf(CHROMIUM === undefined)('alerts and health in a browser (skipped: no Chromium here)', () => {
  let service: TestService
  let browser: Browser
  beforeAll(async () => {
    service = await startTestService({ DASHBOARD_VIEW_TOKEN: VIEW_TOKEN })
    const labels = JSON.stringify({ campaign_id: CAMPAIGN })
    await service.pool.query(
      `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at, ended_at, outcome, summary)
       SELECT 'old.' || n, 'campaign-delivery-low', 'critical', $1::jsonb, now(), now() - n * interval '2 hours',
              now() - n * interval '2 hours' + interval '47 minutes', 'resolved', 'It was low.'
       FROM generate_series(1, 40) n`,
      [labels],
    )
    await service.pool.query(
      `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at, summary)
       VALUES ($1, 'campaign-delivery-low', 'critical', $2::jsonb, now(), now(), '71.4% were delivered')`,
      [EPISODE, labels],
    )
    await service.pool.query(
      `INSERT INTO bluetick.alerts (rule, labels_key, labels, severity, phase, since, seen_at, value, episode, announced)
       VALUES ('campaign-delivery-low', $1, $2::jsonb, 'critical', 'firing', now(), now(), 71.4, $3, true)`,
      [JSON.stringify([['campaign_id', CAMPAIGN]]), labels, EPISODE],
    )
    await service.post({ statuses: [{ id: 'x1', status: 'exploded', recipient_id: '919876543210' }] })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  test('something critical turns the title and the icon of every page that shows it', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    for (const path of ['/', '/alerts']) {
      await page.goto(`${service.url}${path}`)
      expect(await page.title()).toMatch(/^\(!\) /)
      expect(await page.locator('link[rel=icon]').getAttribute('href')).toContain('icon-alarm')
      expect(await page.getByText('71.4% were delivered').first().isVisible()).toBe(true)
    }
    expect(problems).toEqual([])
    await context.close()
  })

  test('a silence shows what it keeps quiet before it holds, moves the alert, and can be ended', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/alerts`)
    await page.locator('.alerts').getByRole('link', { name: 'Silence' }).click()
    await page.getByLabel('Reason').fill('known outage')
    await page.getByLabel('For how long').selectOption('4')
    await page.getByRole('button', { name: 'See what it keeps quiet' }).click()
    const preview = page.locator('section', { has: page.locator('#preview') })
    await expect.poll(() => preview.textContent()).toContain('71.4% were delivered')
    expect(await preview.textContent()).toContain('Of the last seven days: 41')
    const count = () =>
      service.pool.query('SELECT FROM bluetick.alert_silences').then(({ rowCount }) => rowCount)
    expect(await count()).toBe(0)
    await page.getByRole('button', { name: 'Silence', exact: true }).click()
    await page.waitForURL(`${service.url}/alerts#silences`)
    const { rows } = await service.pool.query(
      'SELECT rule, labels, author, reason, ends_at - starts_at AS lasts FROM bluetick.alert_silences',
    )
    expect(rows).toMatchObject([
      {
        rule: 'campaign-delivery-low',
        labels: { campaign_id: CAMPAIGN },
        author: 'Asha',
        reason: 'known outage',
      },
    ])
    expect(rows[0].lasts).toMatchObject({ hours: 4 })
    expect(await page.locator('section', { has: page.locator('#open') }).textContent()).toContain(
      'Nothing fires',
    )
    expect(await page.getByText('Kept quiet now: 1').isVisible()).toBe(true)
    await page.getByRole('button', { name: 'End it' }).click()
    await expect.poll(() => page.getByText('No current or future silences').isVisible()).toBe(true)
    expect(problems).toEqual([])
    await context.close()
  })

  test('who only looks may not act; who acts is written down', async () => {
    const looker = await visit(browser, service.url, { token: VIEW_TOKEN })
    await looker.page.goto(`${service.url}/alerts`)
    expect(await looker.page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    const headers = { origin: service.url }
    for (const path of ['/alerts/take', '/alerts/silence', '/health/replay', '/campaigns']) {
      const answer = await looker.context.request.post(`${service.url}${path}`, {
        headers,
        form: { episode: EPISODE },
      })
      expect(answer.status(), path).toBe(403)
    }
    await looker.context.close()

    const { page, context } = await visit(browser, service.url)
    await page.goto(`${service.url}/alerts`)
    // A note that is being written is not disturbed by what changes meanwhile.
    await page.getByLabel('Note (optional)').fill('looking at it')
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    await expect.poll(() => page.locator('.alerts').first().textContent()).toContain('Acknowledged by: Asha')
    const { rows } = await service.pool.query(
      'SELECT acknowledged_by, note FROM bluetick.alert_episodes WHERE id = $1',
      [EPISODE],
    )
    expect(rows).toEqual([{ acknowledged_by: 'Asha', note: 'looking at it' }])
    await context.close()
  })

  test('a rule shows its SQL and what it would have done; the history goes on page by page', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/alerts/rules/webhook-errors`)
    expect(await page.locator('pre').textContent()).toContain('service_minutes')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect
      .poll(() => page.getByText(/Would have fired 0 times in \d+ evaluations/).isVisible())
      .toBe(true)
    await page.goto(`${service.url}/alerts`)
    await page.getByRole('link', { name: 'Older' }).click()
    const history = page.locator('section', { has: page.locator('#history') }).locator('tbody tr')
    await expect.poll(() => history.count()).toBe(41 - 25)
    expect(problems).toEqual([])
    await context.close()
  })

  test('a rule shows what it measured beside what it fires at, the worst of each step', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await service.pool.query(
      `INSERT INTO bluetick.rule_values (rule, at, value)
       SELECT 'delivery-slow', date_bin('5 minutes', now(), 'epoch') - n * interval '1 minute' - interval '1 hour', 10 + n
       FROM generate_series(1, 5) n`,
    )
    await page.goto(`${service.url}/alerts/rules/delivery-slow`)
    const chart = page.locator('#values-chart')
    const [times, values, fires] = JSON.parse((await chart.getAttribute('data-points')) ?? '[]')
    expect(times).toHaveLength(1)
    expect([values, fires]).toEqual([[15], [30]])
    await expect.poll(() => chart.locator('canvas').count()).toBe(1)
    await page.getByRole('link', { name: '168 h' }).click()
    await expect.poll(() => page.locator('#values-chart').getAttribute('data-points')).toContain('15')
    expect(problems).toEqual([])
    await context.close()
  })

  test('an evaluation keeps what it measured, and what is older than a week goes', async () => {
    await service.pool.query(
      `INSERT INTO bluetick.rule_values (rule, at, value) VALUES ('webhook-errors', now() - interval '8 days', 1)`,
    )
    await service.tick('everyMinute')
    await service.tick('everyTenSeconds')
    await expect
      .poll(
        async () => {
          const { rows } = await service.pool.query(
            `SELECT count(*)::integer AS n, min(at) > now() - interval '1 day' AS young FROM bluetick.rule_values WHERE rule = 'webhook-errors'`,
          )
          return rows
        },
        { timeout: 20_000 },
      )
      .toEqual([{ n: 1, young: true }])
  })

  test('mails are listed with their state, and read as text', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await service.pool.query(
      `INSERT INTO bluetick.alert_mails (kind, message_id, recipient, mail, created_at, next_attempt_at, attempts, last_error)
       VALUES ('alert', 'm.1', 'oncall@example.org', $1, now(), now() + interval '1 hour', 2, 'the server is away')`,
      [JSON.stringify({ subject: 'Delivery is <b>low</b>', text: 'Look at it now.', html: '<p>Look</p>' })],
    )
    await page.goto(`${service.url}/alerts`)
    await page.getByRole('link', { name: 'Mails' }).click()
    const row = page.locator('tbody tr', { hasText: 'Delivery is <b>low</b>' })
    await expect
      .poll(() => row.textContent())
      .toMatch(/oncall@example\.org.*not sent yet.*Attempts: 2.*the server is away/)
    await row.getByRole('link').click()
    await expect.poll(() => page.locator('pre').textContent()).toBe('Look at it now.')
    expect(problems).toEqual([])
    await context.close()
  })

  test('health shows the replicas, and what the database refused, to be tried again', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await service.tick('everyMinute')
    await service.pool.query(
      `INSERT INTO bluetick.stuck_reports (received_at, code, message, next_attempt_at, report)
       VALUES (now(), '23514', 'new row violates a check', NULL, '{"ids":["x"]}')`,
    )
    await page.goto(`${service.url}/health`)
    const replicas = page.locator('section', { has: page.locator('#replicas') }).locator('tbody tr')
    await expect.poll(() => replicas.count()).toBe(1)
    expect(await replicas.textContent()).toMatch(/0\.1\.0 \(node \d+.*within the last minutes/)
    const stuck = page.locator('section', { has: page.locator('#stuck') })
    expect(await stuck.textContent()).toMatch(
      /1 reports are set apart.*23514 new row violates a check.*by hand only/,
    )
    await page.getByRole('button', { name: 'Try all of them again now' }).click()
    await expect.poll(() => stuck.textContent()).not.toContain('by hand only')
    const { rows } = await service.pool.query(
      'SELECT next_attempt_at <= now() AS due FROM bluetick.stuck_reports',
    )
    expect(rows).toEqual([{ due: true }])
    expect(problems).toEqual([])
    await context.close()
  })

  test('an item that was not understood is looked at once its numbers were asked for, and read again', async () => {
    const { page, context, problems } = await visit(browser, service.url)
    await page.goto(`${service.url}/health`)
    expect(await page.locator('h1').textContent()).toContain('Ready')
    const rejects = page.locator('section', { has: page.locator('#rejects') })
    await rejects.locator('tbody a').first().click()
    expect(await page.content()).not.toContain('919876543210')
    await page.getByRole('button', { name: 'Show phone numbers' }).click()
    await expect.poll(() => page.locator('pre').textContent()).toContain('919876543210')
    await page.goto(`${service.url}/health`)
    await page.getByRole('button', { name: 'Read all of them again' }).click()
    await expect
      .poll(() => rejects.getByRole('status').textContent())
      .toBe('1 read again: 0 reports joined in, 1 still not understood.')
    expect(problems).toEqual([])
    await context.close()
  })

  test('everybody can use these pages', async () => {
    expect(
      await obstaclesOn(browser, service.url, [
        '/alerts',
        '/alerts/rules/delivery-rate-low?hours=1',
        '/alerts/silence',
        '/alerts/mails',
        '/health',
      ]),
    ).toEqual([])
  })
})
