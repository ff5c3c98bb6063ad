import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

describe('bluetick simulate', () => {
  let service: TestService
  let args: readonly string[]

  beforeAll(async () => {
    service = await startTestService({
      WEBHOOK_TOKEN: 'in-the-address',
      AISENSY_WEBHOOK_SECRET: 'of AiSensy',
      META_APP_SECRET: 'of Meta',
    })
    const secrets = [
      '--webhook-token',
      'in-the-address',
      '--aisensy-secret',
      'of AiSensy',
      '--meta-secret',
      'of Meta',
    ]
    args = [
      'simulate',
      '--url',
      service.url,
      '--token',
      TEST_API_TOKEN,
      '--campaigns',
      '2',
      '--people',
      '25',
      ...secrets,
    ]
  })
  afterAll(() => service.stop())

  test('finds in the API what its ledger says, in three envelopes, out of order and repeated', async () => {
    const many = ['--disorder', '0.5', '--duplicates', '0.5', '--failures', '0.2', '--replies', '0.5']
    const { code, out, err } = await bluetick([...args, ...many, '--seed', '11', '--verify', '--json'], {})
    expect({ code, err }).toMatchObject({ code: 0 })
    const result = JSON.parse(out)
    expect(result.differences).toEqual([])
    expect(result.acknowledged).toBe(result.posted)
    expect(result.expected[0].counters).toMatchObject({ recipients: 25 })
    const { rows } = await service.pool.query('SELECT DISTINCT source FROM bluetick.webhook_rejects')
    expect(rows).toEqual([])
  })

  test('may be repeated with the same seed', async () => {
    const first = await bluetick([...args, '--seed', '12', '--verify'], {})
    const second = await bluetick([...args, '--seed', '12', '--verify'], {})
    expect([first.code, second.code]).toEqual([0, 0])
    expect(second.out).toContain('The API shows the same.')
  })

  test('stops where the secret is wrong, and says so', async () => {
    const { code, err } = await bluetick(
      [...args, '--seed', '13', '--people', '10', '--meta-secret', 'wrong', '--envelopes', 'meta'],
      {},
    )
    expect(code).not.toBe(0)
    expect(err).toMatch(
      /none of the first \d+ webhooks \(HTTP 401.*\): are the webhook's token and the secrets right/,
    )
  })

  test.each([
    [['--rate', '0'], /must be a number above 0/],
    [['--disorder', '2'], /from 0 to 1/],
    [['--envelopes', 'meta,twilio'], /flat,meta,aisensy/],
    [['--people', '1e9'], /must be at most/],
    [['--url', 'nowhere'], /such as http:/],
  ])('refuses %j with what would be right', async (wrong, message) => {
    const { code, err } = await bluetick([...args, ...wrong], {})
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('needs the API token to verify, and a service that answers', async () => {
    const bare = await bluetick(['simulate', '--url', service.url, '--verify'], {})
    expect(bare).toMatchObject({ code: 2, err: expect.stringContaining('--token') })
    const away = await bluetick(['simulate', '--url', 'http://127.0.0.1:9', '--token', 'x'.repeat(16)], {})
    expect(away).toMatchObject({ code: 3, err: expect.stringContaining('does not answer') })
  })
})
