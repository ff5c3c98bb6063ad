import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openList } from '../../src/app/campaigns/recipient-file.ts'
import type { ListFormat } from '../../src/domain/campaigns/recipient-line.ts'
import { readRecipientLine } from '../../src/domain/campaigns/recipient-line.ts'
import type { Country } from '../../src/domain/phones/numbering-plans.ts'
import { csvLine } from '../../src/domain/text/csv.ts'
import { plainCell } from '../../src/domain/text/spreadsheet-cell.ts'

const ASHA = '+919812345678'

async function read(
  list: string | Uint8Array,
  format: ListFormat = 'csv',
  country?: Country,
  chunkBytes = 7,
) {
  const bytes = typeof list === 'string' ? new TextEncoder().encode(list) : list
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  )
  const opened = openList(Readable.from(chunks), format, country)
  const lines: { line: number; phone?: string; reference?: string; attributes?: object; refused?: string }[] =
    []
  for await (const group of opened.lines) {
    for (const { line, value, problem } of group) {
      const recipient = value === undefined ? (problem ?? '') : readRecipientLine(value, country)
      if (typeof recipient === 'string') lines.push({ line, refused: recipient })
      else {
        const { messageIds: _, ...rest } = recipient
        lines.push({ line, ...rest })
      }
    }
  }
  return { lines, columns: opened.columns() }
}

const LIST = 'phone,name\n+919812345678,Ashá\n'
const wide = (text: string, littleEndian: boolean, mark: boolean) => {
  const units = [...(mark ? '\uFEFF' : ''), ...text].map((character) => character.charCodeAt(0))
  const view = new DataView(new ArrayBuffer(units.length * 2))
  for (const [index, unit] of units.entries()) view.setUint16(index * 2, unit, littleEndian)
  return new Uint8Array(view.buffer)
}

describe('one list in every dialect:', () => {
  test.each<[string, string | Uint8Array]>([
    ['commas', LIST],
    ['semicolons', LIST.replaceAll(',', ';')],
    ['tabs', LIST.replaceAll(',', '\t')],
    ['bars', LIST.replaceAll(',', '|')],
    ['sep= first', `sep=;\r\n${LIST.replaceAll(',', ';')}`],
    ['sep= in quotes', `"sep=|"\n${LIST.replaceAll(',', '|')}`],
    ['a byte order mark', `\uFEFF${LIST}`],
    ['Windows line ends', LIST.replaceAll('\n', '\r\n')],
    ['the line ends of an old Mac', LIST.replaceAll('\n', '\r')],
    ['no end of the last line', LIST.trimEnd()],
    ['blank lines', `\n\n${LIST}\n \n`],
    ['quotes around all', '"phone","name"\n"+919812345678","Ashá"\n'],
    ['blanks around all', ' phone , name \n +919812345678 , Ashá \n'],
    ['numbers as formulas', 'phone,name\n="919812345678",Ashá\n'],
    ['numbers as formulas in quotes', 'phone,name\n"=""919812345678""",Ashá\n'],
    ['empty cells behind', 'phone,name,,\n+919812345678,Ashá,,\n'],
    ['UTF-16, little end first', wide(LIST, true, true)],
    ['UTF-16, big end first', wide(LIST, false, true)],
    ['UTF-16 without a mark', wide(LIST, true, false)],
    ['Windows-1252', new Uint8Array([...LIST].map((character) => character.charCodeAt(0)))],
  ])('%s', async (_, list) => {
    const { lines, columns } = await read(list)
    expect(lines).toMatchObject([{ phone: ASHA, attributes: { name: 'Ashá' } }])
    expect(columns).toMatchObject({ used: { phone: 'phone' }, attributes: ['name'] })
  })
})

describe('names that people give the column of the number:', () => {
  test.each([
    ...[
      'Phone Number',
      'PHONE_NUMBER',
      'Phone No.',
      'Mobile',
      'Mobile-Number',
      'WhatsApp Number',
      'whatsapp no',
      'Contact',
    ],
    ...[
      'मोबाइल',
      'मोबाइल नंबर',
      'Telefone',
      'Celular',
      'Número',
      'Teléfono móvil',
      'Handynummer',
      'No. HP',
      'Телефон',
      '手机号',
    ],
  ])('%s', async (name) => {
    const { lines, columns } = await read(`Sr,${name},Namen\n1,${ASHA},Asha\n`)
    expect(lines).toMatchObject([{ phone: ASHA }])
    expect(columns.used).toEqual({ phone: name })
  })

  test('of several the best counts, and the others are kept', async () => {
    const { columns } = await read(`Contact,Mobile,Country Code,status\nAsha,9812345678,91,read\n`)
    expect(columns).toEqual({
      used: { phone: 'Mobile', country: 'Country Code' },
      attributes: ['Contact'],
      ignored: ['status'],
    })
  })

  test('a country beside the number goes before that of the import', async () => {
    const { lines } = await read('Country,Phone\nBrazil,11987654321\n,9812345678\n', 'csv', 'IN')
    expect(lines.map(({ phone }) => phone)).toEqual(['+5511987654321', ASHA])
  })
})

describe('a list without a header', () => {
  test('is known by its numbers', async () => {
    const { lines, columns } = await read('9812345678\n9812345679\n', 'csv', 'IN')
    expect(lines).toMatchObject([
      { line: 1, phone: ASHA },
      { line: 2, phone: '+919812345679' },
    ])
    expect(columns).toEqual({ used: { phone: 'column 1' }, attributes: [], ignored: [] })
  })

  test('may have a name over a single column that is no name of ours', async () => {
    expect((await read(`Kunden\n${ASHA}\n`)).lines).toMatchObject([{ line: 2, phone: ASHA }])
  })

  test.each(['name,city\nAsha,Pune\n', 'Kunden\nAsha\n', '', '\n\n', '"open\n'])(
    'is refused where nothing names a recipient: %j',
    async (list) => {
      await expect(read(list)).rejects.toThrow(/xpected|cannot be read/)
    },
  )
})

describe('a line that is wrong costs only itself:', () => {
  const around = (wrong: string) =>
    `name,phone\n"First, A",+919812345671\n${wrong}\nThird,+919812345673\n"Four ""4""",+919812345674\n`
  test.each([
    ['a stray quote', 'Asha "Ash" K,+919812345672', /quote within a cell/],
    ['a quote that never ends', '"Asha,+919812345672', /quote/],
    ['more cells than columns', 'Asha,+919812345672,Pune', /more cells/],
    ['a number that a spreadsheet shortened', 'Asha,9.19E+11', /shortened by a spreadsheet/],
    ['two numbers', 'Asha,+919812345672 / +919812345679', /several phone numbers/],
    ['a line without end', `${'x'.repeat(20_000)},+919812345672`, /too long/],
  ])('%s', async (_, wrong, reason) => {
    const { lines } = await read(around(wrong), 'csv', undefined, 4_096)
    expect(lines.filter(({ phone }) => phone !== undefined).map(({ line }) => line)).toEqual([2, 4, 5])
    expect(lines.find(({ line }) => line === 3)?.refused).toMatch(reason)
  })

  test('a cell may go over lines', async () => {
    const { lines } = await read(around('"Asha\nK",+919812345672'))
    expect(lines.map(({ line }) => line)).toEqual([2, 3, 5, 6])
    expect(lines[1]).toMatchObject({ attributes: { name: 'Asha\nK' } })
  })
})

test('a list of more columns than any is refused at once', async () => {
  const names = Array.from({ length: 7_000 }, (_, n) => `n${n}`)
  await expect(
    read(`phone,${names.join(',')}\n${'1\n'.repeat(3_000)}`, 'csv', undefined, 65_536),
  ).rejects.toThrow('The list has 7001 columns: expected at most 1000.')
})

test('a spreadsheet that is not text is refused with what to do', async () => {
  await expect(read('PK\u0003\u0004')).rejects.toThrow(/save it as CSV/)
})

test('NDJSON has the same names and attributes', async () => {
  const { lines, columns } = await read(`{"Mobile":"${ASHA}","City":"Pune","tags":["a"]}\n`, 'ndjson')
  expect(lines).toEqual([{ line: 1, phone: ASHA, attributes: { City: 'Pune' } }])
  expect(columns).toMatchObject({ used: { phone: 'Mobile' }, attributes: ['City', 'tags'] })
})

test('NDJSON whose lines name the number differently says so, and keeps none as an attribute', async () => {
  const { lines, columns } = await read(
    `{"phone":"${ASHA}"}\n{"Phone Number":"+919812345679","City":"Pune"}\n`,
    'ndjson',
  )
  expect(lines).toMatchObject([{ phone: ASHA }, { phone: '+919812345679', attributes: { City: 'Pune' } }])
  expect(columns).toEqual({ used: { phone: 'phone, Phone Number' }, attributes: ['City'], ignored: [] })
})

test('what an export writes is read as it was', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('=1+1', '@asha', "'=x", '+919812345678', "''@", '="7"x', '-'),
  )
  fc.assert(
    fc.property(cell, (text) => {
      fc.pre(text.trim() === text && !/["\r\n]|,/.test(text))
      expect(plainCell(csvLine([text]).slice(0, -2))).toBe(text)
    }),
  )
})

test('no bytes whatever make it throw anything but that it is no list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('', 'phone,"a"\n', 'phone;x\n'),
      async (junk, head) => {
        const list = new Uint8Array([...new TextEncoder().encode(head), ...junk])
        const found = await read(list, 'csv', 'IN').catch((error: Error) => error)
        if (found instanceof Error) expect(found.name).toBe('ListError')
      },
    ),
  )
})
