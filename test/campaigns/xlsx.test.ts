import type { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import { dateText, isDateFormat, plainNumber } from '../../src/app/campaigns/xlsx/number-format.ts'
import { ListError, readRecipientLine } from '../../src/domain/campaigns/recipient-line.ts'
import type { Country } from '../../src/domain/phones/numbering-plans.ts'
import { number, row, sheetFiles, text } from '../support/workbook.ts'
import { zip } from '../support/zip.ts'

const ASHA = '+919812345678'

async function read(file: Buffer, country?: Country) {
  const list = openList(Readable.from([file.subarray(0, 100), file.subarray(100)]), 'xlsx', country)
  const lines: object[] = []
  for await (const group of list.lines) {
    for (const { line, value, problem } of group) {
      const recipient = value === undefined ? problem : readRecipientLine(value, country)
      lines.push(typeof recipient === 'object' ? { line, ...recipient } : { line, refused: recipient })
    }
  }
  return { lines, columns: list.columns() }
}

describe('a workbook', () => {
  test('is read with its numbers exact, however they are shown or written', async () => {
    const rows =
      row(text('WhatsApp Number'), text('City')) +
      row(number(919812345678), text('Pune')) +
      row(number('9.19812345678E11')) +
      row(text('98123 45678'), number('0.30000000000000004'))
    const { lines, columns } = await read(zip(sheetFiles([{ rows }])), 'IN')
    expect(lines).toEqual([
      { line: 2, phone: ASHA, messageIds: [], attributes: { City: 'Pune' } },
      { line: 3, phone: ASHA, messageIds: [] },
      { line: 4, phone: ASHA, messageIds: [], attributes: { City: '0.3' } },
    ])
    expect(columns).toEqual({ used: { phone: 'WhatsApp Number' }, attributes: ['City'], ignored: [] })
  })

  test('is read from its first visible sheet with a column for numbers, below a title', async () => {
    const sheets = [
      { rows: row(text('Phone')) + row(number(14155550123)), state: 'hidden' },
      { rows: '' },
      { rows: row(text('Product'), text('Price')) + row(text('Tea'), number(3)) },
      { rows: `${row(text('Diwali list'))}<row r="4">${text('Name', 'A4')}${text('Mobile', 'C4')}</row>` },
    ]
    const sheet = sheets[3] as { rows: string }
    sheet.rows += `<row r="7">${text('Asha', 'A7')}${text(ASHA, 'C7')}${text('a note', 'E7')}</row><row r="8"/>`
    const { lines } = await read(zip(sheetFiles(sheets)))
    expect(lines).toEqual([{ line: 7, phone: ASHA, messageIds: [], attributes: { Name: 'Asha' } }])
  })

  test('is read with shared texts, their runs, escapes and without their pronunciation; days as people write them', async () => {
    const texts = [
      '<t>phone</t>',
      '<r><t>Na</t></r><r><t>me</t></r><rPh><t>namu</t></rPh>',
      '<t>A_x000D_sha &amp; Co</t>',
    ]
    const rows =
      row('<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', text('Since'), text('Paid')) +
      row(text(ASHA), '<c t="s"><v>2</v></c>', number('46351.5', '1'), '<c t="b"><v>1</v></c>')
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    const { lines } = await read(zip(sheetFiles([{ rows }], texts, styles)))
    expect(lines).toMatchObject([
      { attributes: { Name: 'A\rsha & Co', Since: '2026-11-25 12:00:00', Paid: 'TRUE' } },
    ])
  })

  test('costs no more lines than those that are wrong', async () => {
    const rows = row(text('phone')) + row(text('12')) + row(text('x'.repeat(20_000))) + row(text(ASHA))
    const { lines } = await read(zip(sheetFiles([{ rows }])))
    expect(lines).toMatchObject([
      { line: 2, refused: expect.stringContaining('phone') },
      { line: 3, refused: expect.stringContaining('too long') },
      { line: 4, phone: ASHA },
    ])
  })
})

describe('refused with a sentence', () => {
  const good = sheetFiles([{ rows: row(text('phone')) + row(text(ASHA)) }])
  const long = 'xl/worksheets/sheet0.xml'
  const bomb = (xml: string) => ({ ...good, [long]: `<worksheet><sheetData>${xml}` })
  test.each([
    ['no workbook', zip({ 'a.txt': 'x' }), 'not an Excel workbook'],
    ['no ZIP', zip(good).subarray(0, 300), 'damaged'],
    ['empty', zip(sheetFiles([{ rows: '' }])), 'empty'],
    ['no column', zip(sheetFiles([{ rows: row(text('Tea'), text('Price')) }])), '"Tea", "Price"'],
    ['cut XML', zip({ ...good, [long]: '<worksheet><sheetData><row>' }), 'damaged'],
    ['more than it announced', zip(bomb(' '.repeat(3_000_000)), 1_000), 'damaged'],
    ['a bomb that says so', zip(good, 3_000_000_000), 'too large when it is unpacked'],
    ['elements in elements', zip(bomb('<a>'.repeat(100_000))), 'nested too deeply'],
    [
      'attributes',
      zip(bomb(`<a ${Array.from({ length: 1_000 }, (_, at) => `a${at}="" `).join('')}/>`)),
      'many attributes',
    ],
    ['rows', zip(bomb('<row r="1048577"/>')), 'more than 1048576 rows'],
    [
      'entities',
      zip({ ...good, [long]: `<!DOCTYPE a [<!ENTITY b "c">]>${'<row><c><v>&b;</v></c></row>'}` }),
      'damaged',
    ],
    [
      'columns',
      zip(sheetFiles([{ rows: `<row>${text('phone', 'A1')}${text('x', 'XFD1')}</row>` }])),
      undefined,
    ],
    [
      'columns in a row',
      zip(sheetFiles([{ rows: row(...Array.from({ length: 1_500 }, (_, at) => text(`c${at}`))) }])),
      'at most 1000',
    ],
  ])('%s', async (_, file, sentence) => {
    const result = await read(file).catch((error: unknown) => error)
    if (sentence === undefined) expect(result).toMatchObject({ lines: [] })
    else {
      expect(result).toBeInstanceOf(ListError)
      expect(String(result)).toContain(sentence)
    }
  })
})

test('a number is what it is in every form in which a sheet can hold it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10_000_000, max: 999_999_999_999_999 }), (value) => {
      expect(plainNumber(String(value))).toBe(String(value))
      expect(plainNumber(value.toExponential())).toBe(String(value))
      expect(plainNumber(`${value}.0`)).toBe(String(value))
    }),
  )
  expect(plainNumber('#N/A')).toBe('#N/A')
})

test('dates are told from numbers by the format', () => {
  for (const code of ['dd/mm/yyyy', '[$-409]h:mm AM/PM', 'yyyy\\-mm', 'd. MMMM']) {
    expect(isDateFormat(164, code), code).toBe(true)
  }
  for (const code of ['General', '0.00E+00', '"days" 0', '[Red]0', '0\\d', '#,##0 "Rs"']) {
    expect(isDateFormat(164, code), code).toBe(false)
  }
  expect(dateText('0.5', false)).toBe('12:00:00')
  expect(dateText('44889', true)).toBe('2026-11-25')
  expect(dateText('919812345678', false)).toBe('919812345678')
})
