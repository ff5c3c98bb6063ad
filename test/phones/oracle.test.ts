import fc from 'fast-check'
import { getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, test } from 'vitest'
import { COUNTRIES, type Country } from '../../src/domain/phones/numbering-plans.ts'
import { readPhone } from '../../src/domain/phones/read-phone.ts'
import { readWhatsappNumber } from '../../src/domain/phones/whatsapp-number.ts'
import { readWrittenNumber } from '../../src/domain/phones/written-number.ts'

/** Every country's mobile number as the library gives it, in E.164 and as it is written. */
const NUMBERS = COUNTRIES.flatMap((country) => {
  const number = getExampleNumber(country, examples)
  if (number === undefined) return []
  const written = {
    'E.164': number.format('E.164'),
    international: number.format('INTERNATIONAL'),
    'digits only': number.number.slice(1),
    'with 00': `00${number.number.slice(1)}`,
    'as a link': number.format('RFC3966'),
    "as WhatsApp's address": `${number.number.slice(1)}:7@s.whatsapp.net`,
    'as a spreadsheet has it': `${number.number.slice(1)}.0`,
    national: number.format('NATIONAL'),
    'national digits': number.nationalNumber,
  }
  return [{ country, phone: number.number, written }]
})

test('the library has a mobile number of every country', () => {
  expect(NUMBERS.length).toBeGreaterThan(240)
})

describe.each(Object.keys(NUMBERS[0]?.written ?? {}))('%s', (way) => {
  test('of every country is read as its number', () => {
    const wrong = NUMBERS.flatMap(({ country, phone, written }) => {
      const read = readPhone(written[way as keyof typeof written], country)
      return 'phone' in read && read.phone === phone ? [] : [{ country, phone, read }]
    })
    expect(wrong).toEqual([])
  })
})

test('any text whatever is read or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (written) => void readPhone(written, 'IN')))
})

test("no country's number changes as WhatsApp writes it", () => {
  expect(NUMBERS.filter(({ phone }) => readWhatsappNumber(phone.slice(1)) !== phone)).toEqual([])
})

const country = fc.constantFrom(...COUNTRIES)
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 16 })

test('what a country has as a mobile number, the library reads as the same number', () => {
  fc.assert(
    fc.property(mobileNumber(), ({ national, country }) => {
      const ours = readPhone(national, country)
      const theirs = parsePhoneNumberFromString(national, country)
      if (theirs?.getType() !== 'MOBILE') return
      expect(ours).toEqual({ phone: theirs.number })
    }),
    { numRuns: 500 },
  )
})

test('no digits and no country make it throw, and what comes out comes out again', () => {
  fc.assert(
    fc.property(digits, fc.option(country, { nil: undefined }), (written, from) => {
      const read = readPhone(written, from)
      if ('problem' in read) return
      expect(readPhone(read.phone)).toEqual(read)
      expect(readWhatsappNumber(read.phone.slice(1))).toBe(read.phone)
    }),
    { numRuns: 500 },
  )
})

test('what is read can be traced to what was written: its digits, in their order, none lost but those that say nothing', () => {
  const noise = fc.string({
    unit: fc.constantFrom(...'0123456789+- ().,;:/@eExXabct\'"=\u200b\u0660\u0966'),
    maxLength: 24,
  })
  fc.assert(
    fc.property(fc.oneof(noise, fc.string()), (written) => {
      const read = readWrittenNumber(written)
      if ('problem' in read) return
      const there = digitsOf(written)
      const left = there.length - read.digits.length
      expect(isSubsequence(read.digits, there)).toBe(true)
      // Zeros in front and behind a decimal point, an exponent, a device of WhatsApp: all else is kept.
      expect(left === 0 || SAYS_NOTHING.test(written)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

const SAYS_NOTHING =
  /^\D*[0\u0660\u0966]|\([0\u0660\u0966]\)|[.,][0\u0660\u0966]+\D*$|e\+?[\d\u0660\u0966]+|@/i

/** Numbers near the country's example: its first digits, then any. */
function mobileNumber(): fc.Arbitrary<{ national: string; country: Country }> {
  return fc
    .tuple(fc.constantFrom(...NUMBERS), fc.nat({ max: 999_999 }))
    .map(([{ country, written }, tail]) => {
      const plain = written['national digits']
      const kept = Math.max(plain.length - 6, 2)
      const end = String(tail)
        .padStart(6, '0')
        .slice(0, plain.length - kept)
      return { country, national: plain.slice(0, kept) + end }
    })
}

/** The digits of a text as 0 to 9; of scripts, those that the arbitrary writes. */
function digitsOf(text: string): string {
  return [...text.normalize('NFKC').matchAll(/\p{Nd}/gu)]
    .map(([digit]) => (/\d/.test(digit) ? digit : '0'))
    .join('')
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0
  for (const character of whole) if (character === part[at]) at += 1
  return at === part.length
}
