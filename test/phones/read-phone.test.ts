import { describe, expect, test } from 'vitest'
import { readCountry } from '../../src/domain/phones/country.ts'
import type { Country } from '../../src/domain/phones/numbering-plans.ts'
import { readPhone } from '../../src/domain/phones/read-phone.ts'
import { readSearchedPhone } from '../../src/domain/phones/searched-phone.ts'
import { readSenderPhone } from '../../src/domain/phones/sender-phone.ts'
import { readWhatsappNumber } from '../../src/domain/phones/whatsapp-number.ts'

const PERSON = '+919812345678'

describe('one person, however the number is written:', () => {
  test.each<[unknown, Country?]>([
    ['919812345678'],
    [919812345678],
    ['+91 98123-45678'],
    ['(+91) 98123 45678'],
    ['+91(0)9812345678'],
    ['00919812345678'],
    ['+00919812345678'],
    ['9812345678', 'IN'],
    ['09812345678', 'IN'],
    ['0919812345678', 'IN'],
    ['+0919812345678', 'IN'],
    ['9812345678\r\n', 'IN'],
    ['919812345678.0'],
    ['9812345678.00', 'IN'],
    ['919,812,345,678'],
    ['9.19812345678E+11'],
    ['="919812345678"'],
    ['=+919812345678'],
    ["'919812345678"],
    ['’919812345678'],
    ['"9812345678"', 'IN'],
    ['tel:+91-98123-45678'],
    ['Mobile No.: 98123 45678', 'IN'],
    ['Ph.9812345678', 'IN'],
    ['whatsapp:+919812345678'],
    ['whatsapp:919812345678'],
    ['https://wa.me/919812345678?text=hello'],
    ['https://api.whatsapp.com/send?phone=919812345678&text=hello'],
    ['919812345678@s.whatsapp.net'],
    ['919812345678@c.us'],
    ['919812345678:12@s.whatsapp.net'],
    ['919812345678.0:12@s.whatsapp.net'],
    ['\u200e+91\u00a098123\u202f45678\u202c'],
    ['+91\u200b98123\u206045678\ufeff'],
    ['+91\u201198123\u221245678'],
    ['＋９１（９８１２３）４５６７８'],
    ['९८१२३४५६७८', 'IN'],
    ['+٩١٩٨١٢٣٤٥٦٧٨'],
    ['۹۱۹۸۱۲۳۴۵۶۷۸'],
  ])('%j %s', (written, country) => {
    expect(readPhone(written, country)).toEqual({ phone: PERSON })
  })
})

describe('a number in its country:', () => {
  test.each<[string, Country, string]>([
    ['an Indian number that begins like the country code', 'IN', '9198765432 → +919198765432'],
    ['a whole number of another country', 'IN', '971501234567 → +971501234567'],
    [
      'a whole German mobile number, not a landline that begins with 49',
      'DE',
      '4915112345678 → +4915112345678',
    ],
    ['eight before the number in Russia', 'RU', '8 916 123-45-67 → +79161234567'],
    ['011 before the country code in the USA', 'US', '011 91 98123 45678 → +919812345678'],
    ['a Chinese number that would be one of the USA', 'CN', '13012345678 → +8613012345678'],
    ['an Italian landline keeps its zero', 'IT', '06 1234 5678 → +390612345678'],
    ['ten digits with a country code', 'SG', '6591234567 → +6591234567'],
    ['Brazil, without the ninth digit', 'BR', '(11) 8765-4321 → +5511987654321'],
    ['Brazil, with the carrier', 'BR', '0 21 11 98765-4321 → +5511987654321'],
    ['Mexico, with an old prefix', 'MX', '044 55 1234 5678 → +525512345678'],
    ['Argentina, with 15', 'AR', '011 15 2345-6789 → +5491123456789'],
    ['Argentina, without 15', 'AR', '11 2345-6789 → +5491123456789'],
  ])('%s', (_, country, example) => {
    const [written, phone] = example.split(' → ')
    expect(readPhone(written, country)).toEqual({ phone })
  })
})

describe('numbers that WhatsApp and people write in two ways are one:', () => {
  test.each([
    ['+5215512345678', '+525512345678'],
    ['+551187654321', '+5511987654321'],
    ['+541123456789', '+5491123456789'],
  ])('%s is %s', (written, phone) => {
    expect(readPhone(written)).toEqual({ phone })
    expect(readWhatsappNumber(written.slice(1))).toBe(phone)
    expect(readPhone(phone)).toEqual({ phone })
  })
})

describe('refused, with what would be right:', () => {
  test.each<[unknown, Country | undefined, RegExp]>([
    ['9812345678', undefined, /no country code: write it like \+91/],
    ['09812345678', undefined, /no country code/],
    ['6591234567', undefined, /no country code/],
    ['9.19E+11', undefined, /shortened by a spreadsheet .*: format the column as text/],
    ['9,19812E+11', 'IN', /shortened by a spreadsheet/],
    [2 ** 60, undefined, /shortened by a spreadsheet/],
    ['+91981234567', undefined, /is not a number of India: mobile numbers there have 10 digits after \+91/],
    ['98123456', 'IN', /is not a number of India/],
    ['+9812345678', undefined, /is not a number of Iran/],
    ['13912345678', undefined, /not a number of any country/],
    ['+999123456789', undefined, /a country code that no country has/],
    ['+91 98123 45678 / +91 98123 45679', undefined, /several phone numbers/],
    ['9812345678,9812345679', 'IN', /several phone numbers/],
    ['9812345678 9812345679', 'IN', /several phone numbers/],
    ['+919812345678+919812345679', undefined, /several phone numbers/],
    ['9812345678 or 9812345679', 'IN', /several phone numbers/],
    ['+1 (202) 555-0143 ext. 12', undefined, /has an extension/],
    ['123456789012345@lid', undefined, /an id of WhatsApp/],
    ['120363012345678901@g.us', undefined, /an id of WhatsApp/],
    ['US.13491208655302741918', undefined, /an id of WhatsApp/],
    ['98765XXXXX', 'IN', /is not a phone number/],
    ['not known', undefined, /is not a phone number/],
    ['', undefined, /is not a phone number/],
    [null, undefined, /is not a phone number/],
    [-919812345678, undefined, /is not a phone number/],
    ['9'.repeat(100_000), undefined, /too long/],
  ])('%j %s', (written, country, problem) => {
    expect(readPhone(written, country)).toEqual({ problem: expect.stringMatching(problem) })
  })
})

test('a number in no plan yet is taken with "+" where its length fits, so that new ranges work at once', () => {
  expect(readPhone('15100000000', 'CN')).toHaveProperty('phone')
  expect(readPhone('+8610000000000')).toEqual({ phone: '+8610000000000' })
})

describe("a sender's number beside its country code:", () => {
  test.each([
    ['11987654321', '55', '+5511987654321'],
    ['9812345678', '91', PERSON],
    ['919812345678', '91', PERSON],
    ['9198765432', '+91', '+919198765432'],
    ['0501234567', '971', '+971501234567'],
    ['5551234567', '1', '+15551234567'],
    ['9812345678', 'IN', PERSON],
    ['15112345678', 49, '+4915112345678'],
    ['+919812345678', '1', PERSON],
    ['0000000000', '91', undefined],
    ['9812345678', undefined, undefined],
  ])('%s beside %s', (written, code, phone) => {
    expect(readSenderPhone(written, code, undefined)).toBe(phone)
  })

  test('alone, it is from the default country', () => {
    expect(readSenderPhone('9812345678', undefined, 'IN')).toBe(PERSON)
  })
})

describe("WhatsApp's own digits", () => {
  test.each([
    ['919812345678', PERSON],
    ['919812345678:2@s.whatsapp.net', PERSON],
    ['120000000000', '+120000000000'],
    ['12345', '+12345'],
  ])('are taken whatever plans say: %s', (written, phone) => {
    expect(readWhatsappNumber(written)).toBe(phone)
  })

  test.each([
    '123456789012345',
    '138293829384829',
    '138293829384829@lid',
    'US.1349',
    '0123456789',
    '1234',
    '',
  ])('are none in %j', (written) => {
    expect(readWhatsappNumber(written)).toBeUndefined()
  })
})

describe('a number that is looked for', () => {
  test('may begin with the blank that an address makes of "+"', () => {
    expect(readSearchedPhone(' 919812345678')).toEqual({ phone: PERSON })
  })

  test('may be in no plan, where a report could have it', () => {
    expect(readSearchedPhone('120000000000')).toEqual({ phone: '+120000000000' })
    expect(readSearchedPhone('9812345678')).toHaveProperty('problem')
  })
})

test.each([
  ['IN', 'IN'],
  [' in ', 'IN'],
  ['India', 'IN'],
  ['91', 'IN'],
  ['+91', 'IN'],
  ['0091', 'IN'],
  [91, 'IN'],
  ['1', 'US'],
  ['United States', 'US'],
  ['XX', undefined],
  ['Indya', undefined],
  ['999', undefined],
  [undefined, undefined],
])('the country %j is %s', (written, country) => {
  expect(readCountry(written)).toBe(country)
})

test.each([
  ['919812345678919812345678@s.whatsapp.net', undefined, 'is an id of WhatsApp'],
  ['12025550199-1600000000@g.us', undefined, undefined],
  ['25215512345678', 'DE', 'is not a number of Germany'],
] as const)('no number has more than 15 digits: %s', (written, country, problem) => {
  const read = readPhone(written, country)
  expect('problem' in read && read.problem).toContain(problem ?? '')
})
