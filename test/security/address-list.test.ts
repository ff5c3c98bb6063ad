import { describe, expect, test } from 'vitest'
import { createAddressList } from '../../src/adapters/http/guard/address-list.ts'

describe('a list of addresses', () => {
  test.each([
    ['10.0.0.0/8', '10.255.0.1', '11.0.0.1'],
    ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
    ['2001:db8::/32', '2001:db8:1::1', '2001:db9::1'],
    ['0.0.0.0/0', '203.0.113.9', '2001:db8::1'],
    ['::1', '::1', '::2'],
  ])('%s has %s and not %s', (range, inside, outside) => {
    const list = createAddressList([range])
    expect([list.has(inside), list.has(outside)]).toEqual([true, false])
  })

  test.each([
    '10.0.0.0/8/9',
    '10.0.0.0/',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0.0/-1',
    '10.0.0.0/8.5',
    '10.0.0/8',
    'example.org',
    '',
  ])('refuses %j', (range) => {
    expect(() => createAddressList([range])).toThrow(`"${range}" is not a valid IP address or range.`)
  })

  test('has nothing that is no address', () => {
    expect(createAddressList(['0.0.0.0/0']).has('unknown')).toBe(false)
  })
})
