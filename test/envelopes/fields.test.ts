import { describe, expect, test } from 'vitest'
import { MAX_ID_CHARACTERS } from '../../src/domain/messages/report.ts'
import {
  MAX_DETAILS_CHARACTERS,
  MAX_LABEL_CHARACTERS,
  MAX_TITLE_CHARACTERS,
} from '../../src/domain/text/clip.ts'
import { onlyReject, onlyReport, parseFlatItem } from './helpers.ts'

describe('an id is taken as it stands:', () => {
  test.each([
    [
      'a wamid with padding',
      'wamid.HBgMOTE5MDAwMDAwNzIwFQIAERgSAA==',
      'wamid.HBgMOTE5MDAwMDAwNzIwFQIAERgSAA==',
    ],
    ['an old id', 'ABGGZlA1Bcd', 'ABGGZlA1Bcd'],
    ['blanks around it', ' a b ', ' a b '],
    ['letters of any script', 'संदेश-७', 'संदेश-७'],
    ['a character beyond the basic plane', 'note-😀', 'note-😀'],
    ['the greatest length', 'n'.repeat(MAX_ID_CHARACTERS), 'n'.repeat(MAX_ID_CHARACTERS)],
    ['a number', 70023, '70023'],
    ['zero', 0, '0'],
    ['the largest exact number', Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['the name of an inherited property', 'constructor', 'constructor'],
  ])('%s', (_, id, text) => {
    expect(onlyReport(parseFlatItem({ id })).ids).toEqual([text])
  })
})

describe('an id is refused:', () => {
  test.each([
    ['none', undefined, 'missing-id'],
    ['null', null, 'missing-id'],
    ['empty', '', 'missing-id'],
    ['blank', '  ', 'missing-id'],
    ['an object', { id: 'note_1' }, 'missing-id'],
    ['true', true, 'missing-id'],
    ['one character too long', 'n'.repeat(MAX_ID_CHARACTERS + 1), 'id-too-long'],
    ['NUL', 'note\0', 'id-not-printable'],
    ['a line break', 'note\n1', 'id-not-printable'],
    ['DEL', 'note\x7f', 'id-not-printable'],
    ['a C1 control', 'note\x85', 'id-not-printable'],
    ['a lone surrogate', 'note\ud83d', 'id-not-printable'],
    ['a control behind a good pair of surrogates', '😀\n', 'id-not-printable'],
    ['a number that lost digits', 2 ** 60, 'id-not-printable'],
  ])('%s', (_, id, reason) => {
    expect(onlyReject(parseFlatItem({ id })).reason).toBe(reason)
  })
})

describe('a status is known whatever its case:', () => {
  test.each([
    ['sent', 'sent'],
    ['Delivered', 'delivered'],
    ['READ', 'read'],
    ['\tplayed\n', 'played'],
    [' FAILED ', 'failed'],
  ])('%j', (status, kind) => {
    expect(onlyReport(parseFlatItem({ status })).kind).toBe(kind)
  })
})

describe('a status is refused:', () => {
  test.each([
    ['none', undefined, 'missing-status'],
    ['null', null, 'missing-status'],
    ['empty', '', 'missing-status'],
    ['blank', '  ', 'missing-status'],
    ['a status of old installations', 'warning', 'unknown-status'],
    ['the name of an inherited property', 'constructor', 'unknown-status'],
    ['a number', 5, 'unknown-status'],
    ['a list', ['sent'], 'unknown-status'],
  ])('%s', (_, status, reason) => {
    expect(onlyReject(parseFlatItem({ status })).reason).toBe(reason)
  })

  test('the explanation repeats a plain word and what would be right', () => {
    expect(onlyReject(parseFlatItem({ status: 'On_Hold' })).explanation).toBe(
      'The status "On_Hold" is not known: expected sent, delivered, read, played or failed.',
    )
  })

  test('the explanation repeats nothing that could be a number or an id', () => {
    expect(onlyReject(parseFlatItem({ status: 'sent to 919000000721' })).explanation).toBe(
      'The status is not known: expected sent, delivered, read, played or failed.',
    )
  })
})

describe('a phone number is "+" and digits:', () => {
  test.each([
    ['digits', { recipient_id: '919000000722' }, '+919000000722'],
    ['a number', { recipient_id: 919000000722 }, '+919000000722'],
    ['digits with a plus', { recipient_id: '+919000000722' }, '+919000000722'],
    ['digits as people write them', { recipient_id: '+1 (202) 555-0143' }, '+12025550143'],
    ['under phone_number', { phone_number: '919000000722' }, '+919000000722'],
    ['under wa_id', { wa_id: '919000000722' }, '+919000000722'],
    [
      'the first that is one',
      { recipient_id: 'IN.7', phone_number: '', wa_id: '919000000722' },
      '+919000000722',
    ],
    ['five digits', { recipient_id: '12345' }, '+12345'],
    ['thirteen digits, in no plan', { recipient_id: '1234567890123' }, '+1234567890123'],
    ['digits of another script', { recipient_id: '९१९०००000722' }, '+919000000722'],
    ['an address of WhatsApp', { recipient_id: '919000000722:3@s.whatsapp.net' }, '+919000000722'],
    ['Mexico as WhatsApp writes it', { recipient_id: '5215512345678' }, '+525512345678'],
  ])('%s', (_, fields, phone) => {
    expect(onlyReport(parseFlatItem(fields)).phone).toBe(phone)
  })
})

describe('a phone number is absent:', () => {
  test.each([
    ['none', undefined],
    ['null', null],
    ['empty', ''],
    ['no digits', '+-'],
    ['four digits', '1234'],
    ['sixteen digits', '1234567890123456'],
    ['the id of a user', 'US.1349000000000001'],
    ['the id of a group', 'Z3JvdXA6MTU1NTAxMDAxMjA='],
    ['a plus in the middle', '9190+00000722'],
    ['a hidden id of WhatsApp', '123456789012345'],
    ['a hidden address of WhatsApp', '12345678901234@lid'],
    ['a fraction', 91900.5],
    ['a negative number', -919000000722],
    ['endless digits', '9'.repeat(100_000)],
    ['an object', { number: '919000000722' }],
  ])('%s', (_, recipient_id) => {
    const report = onlyReport(parseFlatItem({ recipient_id }))
    expect(report).not.toHaveProperty('phone')
  })
})

describe('the reason of a failure', () => {
  test.each([
    [
      'takes its details from error_data',
      [{ code: 131049, title: 'T', message: 'M', error_data: { details: 'D' } }],
      { code: '131049', title: 'T', details: 'D' },
    ],
    ['else from the message', [{ code: '131026', message: 'M' }], { code: '131026', details: 'M' }],
    [
      'also where the details are empty',
      [{ code: 1, message: 'M', error_data: { details: '' } }],
      { code: '1', details: 'M' },
    ],
    ['without a code has the code "unknown"', [{ title: 'T' }], { code: 'unknown', title: 'T' }],
    ['is the first of several', [{ code: 131026 }, { code: 131049 }], { code: '131026' }],
    ['is the specific one', [{ code: 131000 }, { code: 131049 }], { code: '131049' }],
    [
      'may be text',
      ['(#131026) Message undeliverable'],
      { code: '131026', details: '(#131026) Message undeliverable' },
    ],
    ['may be an object alone', { code: 131026 }, { code: '131026' }],
    ['may be nested', { error: { code: 131026 } }, { code: '131026' }],
    ['may be a code alone', ['131026'], { code: '131026', details: '131026' }],
    [
      'is bounded',
      [{ code: 'c'.repeat(5000), title: 't'.repeat(5000), message: 'm'.repeat(5000) }],
      {
        code: 'c'.repeat(MAX_LABEL_CHARACTERS),
        title: 't'.repeat(MAX_TITLE_CHARACTERS),
        details: 'm'.repeat(MAX_DETAILS_CHARACTERS),
      },
    ],
    ['is storable', [{ code: 1, title: 'a\0b\ud83d' }], { code: '1', title: 'ab\ufffd' }],
  ])('%s', (_, errors, failure) => {
    expect(onlyReport(parseFlatItem({ status: 'failed', errors })).failure).toEqual(failure)
  })

  test.each([
    ['there are no errors', undefined],
    ['the list is empty', []],
    ['the first says nothing', [{}]],
    ['the first is nothing', [null]],
  ])('is absent where %s', (_, errors) => {
    expect(onlyReport(parseFlatItem({ status: 'failed', errors }))).not.toHaveProperty('failure')
  })

  test('is left out of reports that are no failure', () => {
    const report = onlyReport(parseFlatItem({ status: 'delivered', errors: [{ code: 131026 }] }))
    expect(report).not.toHaveProperty('failure')
  })
})

describe('pricing', () => {
  test.each([
    [
      'is read whole',
      { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' },
      { billable: true, model: 'PMP', type: 'regular', category: 'marketing' },
    ],
    ['is read in part', { billable: false, category: 'service' }, { billable: false, category: 'service' }],
    [
      'ignores what is not of its type',
      { billable: 'yes', category: ['x'], type: 'regular' },
      { type: 'regular' },
    ],
    ['is bounded', { category: 'c'.repeat(5000) }, { category: 'c'.repeat(MAX_LABEL_CHARACTERS) }],
    ['is absent where it says nothing', { billable: null }, undefined],
    ['is absent where it is no object', 'free', undefined],
    ['is absent where there is none', undefined, undefined],
  ])('%s', (_, pricing, expected) => {
    expect(onlyReport(parseFlatItem({ pricing })).pricing).toEqual(expected)
  })
})
