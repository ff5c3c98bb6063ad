import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/compose/config/config.ts'
import { warnings } from '../../src/compose/config/warnings.ts'

describe('the variables of the door', () => {
  test('a signing secret that was copied in part is refused before it signs anything', () => {
    const accepted = ['whsec_YSBzZWNyZXQ=', 'whsec_YSBzZWNyZXQh', 'any other text', '秘密']
    for (const text of accepted) {
      expect(parseConfig({ ALERT_WEBHOOK_SECRET: text }).ALERT_WEBHOOK_SECRET).toBe(text)
    }
    for (const text of ['whsec_', 'whsec_YSBzZ', 'whsec_a secret']) {
      expect(() => parseConfig({ ALERT_WEBHOOK_SECRET: text })).toThrow('copy the whole secret')
    }
  })

  test('several secrets stand with commas between them', () => {
    expect(parseConfig({ META_APP_SECRET: 'old, new' }).META_APP_SECRET).toEqual(['old', 'new'])
  })

  test.each([
    ['TRUST_PROXY', 'true', /never all/],
    ['TRUST_PROXY', 'all', /never all/],
    ['TRUST_PROXY', '*', /never all/],
    ['TRUST_PROXY', '0.0.0.0/0', /never all/],
    ['TRUST_PROXY', '::/0', /never all/],
    ['TRUST_PROXY', '99', /0 to 10/],
    ['WEBHOOK_ALLOWED_IPS', '203.0.113.0/33', /203\.0\.113\.0\/24/],
    ['WEBHOOK_ALLOWED_IPS', 'example.com', /IP addresses/],
    ['WEBHOOK_TOKEN', 'one,,two', /empty entry/],
    ['WEBHOOK_RATE_LIMIT', '100 per minute', /100\/minute/],
  ])('%s=%s is refused, and the message says what would be right', (name, value, right) => {
    expect(() => parseConfig({ [name]: value })).toThrow(right)
  })

  test.each([
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('TRUST_PROXY=%s is understood', (text, value) => {
    expect(parseConfig({ TRUST_PROXY: text }).TRUST_PROXY).toEqual(value)
  })

  test('an open webhook is warned of, until something is asked of senders', () => {
    const isOpen = (env: Record<string, string>) =>
      warnings(parseConfig(env)).some((text) => text.includes('unauthenticated'))
    expect(isOpen({})).toBe(true)
    for (const name of ['WEBHOOK_TOKEN', 'AISENSY_WEBHOOK_SECRET', 'META_APP_SECRET']) {
      expect(isOpen({ [name]: 'secret' })).toBe(false)
    }
    expect(isOpen({ WEBHOOK_ALLOWED_IPS: '203.0.113.7' })).toBe(false)
  })
})
