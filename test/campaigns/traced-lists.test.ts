import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import { readRecipientLine } from '../../src/domain/campaigns/recipient-line.ts'
import { untracedPhone } from '../support/traced.ts'

// Of any list: each line is taken or refused, and whatever is taken stood in its line.

const SEPARATORS = [',', ';', '\t', '|'] as const
const HEADERS = [
  'phone',
  'Mobile',
  'WhatsApp Number',
  'मोबाइल',
  'reference',
  'message_id',
  'Name',
  'city',
  'country',
  '',
]
const cell = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '9812345678',
      '+91 98123 45679',
      '919812345670.0',
      '="9812345671"',
      "'9812345672",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      'IN',
      'Brazil',
      '=1+1',
      '@x',
      "'@y",
      '-',
      'आशा',
      '9.19E+11',
      '12',
      'A "B" C',
      '"',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
)
const table = fc.record({
  separator: fc.constantFrom(...SEPARATORS),
  header: fc.array(fc.constantFrom(...HEADERS), { minLength: 1, maxLength: 5 }),
  rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 }),
  end: fc.constantFrom('\n', '\r\n'),
  quotes: fc.boolean(),
  mark: fc.constantFrom('', '\ufeff'),
})

test('a list is read line by line, and says nothing that did not stand in the line', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('IN', 'BR', undefined), async (list, country) => {
      const { separator, header, rows, end, quotes, mark } = list
      const plain = (text: string) => text.replaceAll(/[\r\n]/g, ' ')
      const written = rows.map((row) =>
        row.map((text) => (quotes ? `"${plain(text).replaceAll('"', '""')}"` : plain(text))).join(separator),
      )
      const lines = [header.join(separator), ...written]
      const bytes = new TextEncoder().encode(mark + lines.join(end) + end)
      const opened = openList(Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]), 'csv', country)
      // A quote that does not end takes lines after it along.
      const isOneByOne = lines.every((text) => text.split('"').length % 2 === 1)
      const seen = new Set<number>()
      try {
        for await (const group of opened.lines) {
          for (const { line, value, problem } of group) {
            expect(seen.has(line), `line ${line} once`).toBe(false)
            seen.add(line)
            const recipient = value === undefined ? (problem ?? '') : readRecipientLine(value, country)
            if (typeof recipient === 'string') {
              expect(recipient).not.toBe('')
              continue
            }
            taken += 1
            // What a cell of a spreadsheet puts around and doubles is no part of it.
            const stood = (isOneByOne ? (lines[line - 1] ?? '') : lines.join('\n')).replaceAll('""', '"')
            const { phone, reference, messageIds, attributes = {} } = recipient
            for (const text of [reference, ...messageIds, ...Object.values(attributes)])
              if (text !== undefined) expect(stood).toContain(text.replaceAll('""', '"'))
            if (phone !== undefined) {
              const countries = [country, 'IN', 'BR'] as const
              const whys = countries.map((from) => untracedPhone(phone, stood, from))
              expect(whys, `${stood} → ${phone}`).toContain(undefined)
            }
          }
        }
      } catch (error) {
        // A list that is none, as a whole.
        if ((error as Error).name === 'ListError') return
        throw error
      }
      // Lines that are blank are none.
      if (!isOneByOne) return
      // Titles above the first line of the list are none of it.
      const first = Math.min(...seen)
      for (const [index, text] of written.entries())
        if (index + 2 > first && text.replaceAll(/[",;|\s]/g, '') !== '') expect(seen).toContain(index + 2)
    }),
    { numRuns: 1_500 },
  )
  expect(taken).toBeGreaterThan(300)
})
