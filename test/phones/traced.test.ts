import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPhone } from '../../src/domain/phones/read-phone.ts'
import { readSenderPhone } from '../../src/domain/phones/sender-phone.ts'
import { digitsOf, untracedPhone } from '../support/traced.ts'

// Whatever is written: nothing throws, and a number that is stored is the one that was written.

const COUNTRIES = ['IN', 'BR', 'MX', 'AR', 'US', 'GB', 'ID', 'DE', 'AE', 'IT'] as const
const ZEROS = ['0', '०', '٠', '۰', '０', '০']
/** A number of some country, or nearly, in digits of some script. */
const digits = fc
  .tuple(
    fc.constantFrom(
      '919812345678',
      '5511987654321',
      '551187654321',
      '5215512345678',
      '14155552671',
      '447700900123',
    ),
    fc.constantFrom(...ZEROS),
    fc.array(fc.tuple(fc.nat(30), fc.nat(9)), { maxLength: 3 }),
    fc.constantFrom(0, 0, 2, 2, 3),
  )
  .map(([number, zero, changes, cut]) => {
    const changed = [...number]
    for (const [at, digit] of changes) if (at < changed.length) changed[at] = String(digit)
    const base = zero.codePointAt(0) ?? 48
    return changed
      .slice(cut)
      .map((digit) => String.fromCodePoint(base + Number(digit)))
      .join('')
  })
const around = fc.constantFrom(
  ...[
    '',
    '+',
    '00',
    '0',
    '(0)',
    ' ',
    '-',
    '.0',
    '="',
    '"',
    "'",
    'tel:',
    'whatsapp:',
    '@s.whatsapp.net',
    ':12',
  ],
  ...['E+11', ' / ', ',', 'ext 4', '\u200e', '\u202c', '\n', 'x', '.', '@lid', 'US.'],
)
const junk = fc.array(fc.oneof(digits, around, fc.string({ maxLength: 3 })), { maxLength: 4 })
const written = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(around, digits, around).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: junk.map((parts) => parts.join('')) },
)
const country = fc.constantFrom(undefined, ...COUNTRIES)

test('a number is stored as it was written, or refused', () => {
  let stored = 0
  fc.assert(
    fc.property(written, country, (text, from) => {
      const read = readPhone(text, from)
      if ('problem' in read) return
      stored += 1
      expect(read.phone).toMatch(/^\+\d{7,15}$/)
      expect(untracedPhone(read.phone, text, from), `${text} → ${read.phone}`).toBeUndefined()
    }),
    { numRuns: 10_000 },
  )
  expect(stored).toBeGreaterThan(1_000)
})

test('what is stored is read as itself, wherever it is from', () => {
  fc.assert(
    fc.property(written, country, country, (text, from, other) => {
      const read = readPhone(text, from)
      // What WhatsApp gives as a number is believed, whatever plans say.
      fc.pre(!text.includes('@'))
      if ('phone' in read) expect(readPhone(read.phone, other)).toEqual(read)
    }),
    { numRuns: 5_000 },
  )
})

test("a sender's number is the one that was written, with the country beside it", () => {
  fc.assert(
    fc.property(
      written,
      fc.constantFrom('91', '+55', '52', 1, undefined, 'x', null),
      country,
      (text, code, from) => {
        const phone = readSenderPhone(text, code, from)
        if (phone === undefined) return
        const all = `${text} ${code ?? ''}`
        expect(untracedPhone(phone, all, from), `${all} → ${phone}`).toBeUndefined()
      },
    ),
    { numRuns: 10_000 },
  )
})

test('digits of any script are told', () => {
  expect(digitsOf('९८१ ٩٨١ ۹۸۱ ９８１ 981')).toBe('981981981981981')
})
