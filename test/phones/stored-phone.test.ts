import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPhone } from '../../src/domain/phones/read-phone.ts'
import { faultOfStored } from '../../src/domain/phones/stored-phone.ts'

test.each([
  ['+9198123456780', '+919812345678', 'the ".0" of a spreadsheet'],
  ['+00919812345678', '+919812345678', 'the prefix of international calls'],
  ['+09812345678', '+919812345678', 'a trunk zero'],
  ['+9812345678', '+919812345678', 'a national number'],
  ['+98123456780', '+919812345678', 'a national number with ".0"'],
  ['+5511987654321', undefined, 'a number'],
  ['919812345678', undefined, 'a number that others wrote without its plus'],
])('%s is stored for %s: %s', (stored, meant, _why) => {
  expect(faultOfStored(stored, 'IN')).toEqual(meant === undefined ? undefined : { phone: meant })
})

test('where nobody can tell what was meant, it says why it is no number', () => {
  expect(faultOfStored('+123')).toMatchObject({ problem: expect.any(String) })
  expect(faultOfStored('+9812345678')).toMatchObject({ problem: expect.any(String) })
})

test('what is stored today has no fault, and what was meant has none either', () => {
  const digits = fc.stringMatching(/^\d{8,15}$/)
  fc.assert(
    fc.property(digits, fc.constantFrom('IN', 'BR', undefined), (written, country) => {
      const read = readPhone(written, country)
      if ('phone' in read) expect(faultOfStored(read.phone, country)).toBeUndefined()
      const fault = faultOfStored(written, country)
      if (fault !== undefined && 'phone' in fault) expect(faultOfStored(fault.phone, country)).toBeUndefined()
    }),
  )
})
