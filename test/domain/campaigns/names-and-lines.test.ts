import { describe, expect, test } from 'vitest'
import { nameCampaigns, sameName } from '../../../src/domain/campaigns/campaign-name.ts'
import { identityOf, listFormatOf, readRecipientLine } from '../../../src/domain/campaigns/recipient-line.ts'
import { endsFirst } from '../../../src/domain/campaigns/settings.ts'
import { linkSentence } from '../../../src/domain/link/sentence.ts'
import { canonicalId, isOwnReference } from '../../../src/domain/messages/identity.ts'

describe('names of campaigns', () => {
  test('are one whatever their case, blanks and composition', () => {
    expect(sameName(' Holi  sale', 'holi\tSALE ')).toBe(true)
    expect(sameName('Café', 'Cafe\u0301')).toBe(true)
    expect(sameName('Holi', 'Holi 2')).toBe(false)
  })

  test('find the campaign that has them, or make one for all spellings', () => {
    const known = new Map([
      ['Holi', 'c1'],
      ['HOLI', 'c2'],
    ])
    const named = (...names: (string | undefined)[]) =>
      nameCampaigns(
        { campaignIds: known },
        names.map((campaignName) => (campaignName === undefined ? {} : { campaignName })),
      )
    expect(named(undefined, 'Holi').campaignIds).toBe(known)
    expect(named('holi ').campaignIds.get('holi ')).toBe('c1')
    const { campaignIds: ids, made } = named('Diwali', 'DIWALI', 'Diwali')
    expect([...made]).toEqual([['Diwali', 'Diwali']])
    expect([ids.get('Diwali'), ids.get('DIWALI'), ids.get('HOLI')]).toEqual(['Diwali', 'Diwali', 'c2'])
    expect(known.size).toBe(2)
  })
})

test('a campaign ends after it starts', () => {
  expect(endsFirst({ startsAtMs: 2, endsAtMs: 1 })).toBe(true)
  expect(endsFirst({ startsAtMs: 2, endsAtMs: 2 })).toBe(true)
  expect(endsFirst({ startsAtMs: 2, endsAtMs: 3 })).toBe(false)
  expect([endsFirst({}), endsFirst({ startsAtMs: 2 }), endsFirst({ endsAtMs: 1 })]).toEqual([
    false,
    false,
    false,
  ])
  expect([
    endsFirst({ startsAtMs: null, endsAtMs: 1 }),
    endsFirst({ startsAtMs: 1, endsAtMs: null }),
  ]).toEqual([false, false])
})

test('the link is spoken of where it lags or rows are refused', () => {
  const well = { lagSeconds: 60, outbox: 5, failures: 0 }
  expect(linkSentence(undefined, 60)).toBeUndefined()
  expect(linkSentence(well, 60)).toBeUndefined()
  const late = '5 rows wait to be written back to linked tables, for up to 61 s.'
  const refused = '2 rows were refused: "bluetick link status" lists them with the reason.'
  expect(linkSentence({ ...well, lagSeconds: 60.6 }, 60)).toBe(late)
  expect(linkSentence({ ...well, failures: 2 }, 60)).toBe(refused)
  expect(linkSentence({ lagSeconds: 61, outbox: 5, failures: 2 }, 60)).toBe(`${late} ${refused}`)
})

test('of ids of one rank the least names a message; our own reference names it last', () => {
  const own = 'bluetick:b75aee45-53ff-4c1e-9c55-0a3d4b1f2c3d'
  expect(canonicalId(['b', 'a', 'c'])).toBe('a')
  expect(canonicalId([own, 'AS-2', 'AS-1'])).toBe('AS-1')
  expect(canonicalId([own])).toBe(own)
  expect(() => canonicalId([])).toThrow('A message without an id cannot be named: pass at least one id.')
  expect([isOwnReference(own), isOwnReference(`${own}0`), isOwnReference(` ${own}`)]).toEqual([
    true,
    false,
    false,
  ])
})

describe('lines of lists', () => {
  test.each([
    ['a.csv', 'csv'],
    ['A.TSV', 'csv'],
    ['a.b.txt', 'csv'],
    ['a.ndjson', 'ndjson'],
    ['a.jsonl', 'ndjson'],
    ['a.xlsx', 'xlsx'],
    ['a.XLSM', 'xlsx'],
    ['a.xls', undefined],
    ['csv', undefined],
    ['a.csv.gz', undefined],
    ['a.ndjson.gz', undefined],
    ['a.xlsx.zip', undefined],
  ])('%s is a list as %s', (name, format) => {
    expect(listFormatOf(name)).toBe(format)
  })

  test('are repeated by reference, else by message, else by number', () => {
    const line = { phone: '+91', messageIds: ['m'], reference: 'x' }
    expect(identityOf(line)).toBe('rx')
    const { reference: _, ...without } = line
    expect(identityOf(without)).toBe('mm')
    expect(identityOf({ ...without, messageIds: [] })).toBe('p+91')
  })

  const attributes = (written: Record<string, unknown>) => {
    const line = readRecipientLine({ fields: { phone: '+919812345678' }, attributes: written })
    return typeof line === 'string' ? line : line.attributes
  }

  test('keep their other columns as text, and refuse what is none', () => {
    expect(
      attributes({ name: ' Asha ', age: 7, vip: true, none: ' ', list: [1], nothing: null }),
    ).toStrictEqual({
      name: 'Asha',
      age: '7',
      vip: 'true',
    })
    expect(attributes({ none: '' })).toBeUndefined()
    expect(attributes({ x: 'a\0' })).toBe('The column "x" holds broken Unicode: expected text.')
    expect(attributes({ x: '\ud800' })).toBe('The column "x" holds broken Unicode: expected text.')
    expect(attributes({ x: 'a'.repeat(100_000) })).toMatch(
      /^The column "x" is too long: expected at most \d+ characters\.$/,
    )
  })
})
