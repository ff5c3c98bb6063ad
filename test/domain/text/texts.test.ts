import { describe, expect, test } from 'vitest'
import { storableText } from '../../../src/domain/text/clip.ts'
import { alignColumns } from '../../../src/domain/text/columns.ts'
import { BYTE_ORDER_MARK, csvLine, spreadsheetLine } from '../../../src/domain/text/csv.ts'
import { formatDuration, parseDuration } from '../../../src/domain/text/duration.ts'
import { expectation } from '../../../src/domain/text/expectation.ts'
import { html } from '../../../src/domain/text/html.ts'
import { oneLine } from '../../../src/domain/text/one-line.ts'
import { isPrintable } from '../../../src/domain/text/printable.ts'
import { plainCell } from '../../../src/domain/text/spreadsheet-cell.ts'
import { readSqlHeader, valuesOfKey } from '../../../src/domain/text/sql-header.ts'
import { bindNames, splitStatements } from '../../../src/domain/text/sql-text.ts'
import { readTimeZone } from '../../../src/domain/text/time-zone.ts'

describe('what a value must be', () => {
  test.each([
    [{ code: 'invalid_type', expected: 'string', input: 7 }, 'must be text'],
    [{ code: 'invalid_type', expected: 'string' }, 'must be given: text'],
    [{ code: 'invalid_type', expected: 'number', input: '' }, 'must be a number'],
    [{ code: 'invalid_type', expected: 'int', input: 1.5 }, 'must be a whole number'],
    [{ code: 'invalid_type', expected: 'boolean', input: 1 }, 'must be true or false'],
    [{ code: 'invalid_type', expected: 'object', input: 1 }, 'must be an object, {…}'],
    [{ code: 'invalid_type', expected: 'record', input: 1 }, 'must be an object, {…}'],
    [{ code: 'invalid_type', expected: 'array', input: 1 }, 'must be a list, […]'],
    [{ code: 'invalid_type', expected: 'null', input: 1 }, 'must be null'],
    [{ code: 'invalid_type', expected: 'date', input: 1 }, 'must be of the type date'],
    [{ code: 'invalid_type', input: 1 }, 'must be of the type '],
    [{ code: 'invalid_type', expected: 'undefined', input: 1 }, 'must be left out'],
    [{ code: 'invalid_type', expected: 'never', input: 1 }, 'must be left out'],
    [{ code: 'invalid_value', values: ['a'] }, 'must be a'],
    [{ code: 'invalid_value', values: ['a', 'b', 3] }, 'must be a, b or 3'],
    [{ code: 'invalid_value' }, 'must be '],
    [{ code: 'too_small', minimum: 2 }, 'must be at least 2'],
    [{ code: 'too_big', maximum: 5 }, 'must be at most 5'],
    [{ code: 'too_small', origin: 'string', minimum: 1 }, 'must have at least 1 character'],
    [{ code: 'too_big', origin: 'string', maximum: 9 }, 'must have at most 9 characters'],
    [{ code: 'too_small', origin: 'array', minimum: 1 }, 'must have at least 1 entry'],
    [{ code: 'too_big', origin: 'set', maximum: 2 }, 'must have at most 2 entries'],
    [
      { code: 'unrecognized_keys', keys: ['colour', 'sise'] },
      'has names that are not known here: colour, sise',
    ],
    [
      { code: 'unrecognized_keys', keys: ['+919812345678', 'x1', 'a'.repeat(41), 'a'.repeat(40)] },
      `has names that are not known here: ${'a'.repeat(40)}`,
    ],
    [{ code: 'unrecognized_keys', keys: ['7', ' a'] }, 'has names that are not known here'],
    [{ code: 'unrecognized_keys' }, 'has names that are not known here'],
    [{ code: 'invalid_union' }, 'must be in one of the forms that are described'],
    [{ code: 'invalid_format' }, 'must be in the form that is described'],
    [{ code: 'custom' }, undefined],
    [{}, undefined],
  ])('%j', (issue, said) => {
    expect(expectation(issue)).toBe(said)
  })
})

test('columns stand under one another, figures to the right', () => {
  expect(
    alignColumns(
      [
        ['name', 'n'],
        ['a', '1,000'],
        ['longer', '7', 'more'],
      ],
      [false, true],
    ),
  ).toEqual(['name        n', 'a       1,000', 'longer      7  more'])
})

describe('a line of CSV', () => {
  test.each([
    [['a', 1, true, null, undefined, ''], 'a,1,true,,,'],
    [['a,b', 'a"b', 'a\rb', 'a\nb'], '"a,b","a""b","a\rb","a\nb"'],
    [['=1+1', '+x', '-x', '@x', '\tx', "'=1", "''@x"], "'=1+1,'+x,'-x,'@x,'\tx,''=1,'''@x"],
    [
      ['+919812345678', '-1.5', '+1', '1.5', '-', '+1.', 'a=1', "'a"],
      "+919812345678,-1.5,+1,1.5,'-,'+1.,a=1,'a",
    ],
  ])('%j', (values, line) => {
    expect(csvLine(values)).toBe(`${line}\r\n`)
  })

  test('keeps for spreadsheets what they would change', () => {
    expect(
      spreadsheetLine(['+9198', '0123', '123456789012', '12345678901', '0', 'x', 5, null, '1,2', '=a']),
    ).toBe('"=""+9198""","=""0123""","=""123456789012""",12345678901,0,x,5,,"1,2",\'=a\r\n')
    expect(spreadsheetLine(['x0123', '+9198x', '123456789012x'])).toBe("x0123,'+9198x,123456789012x\r\n")
    expect(BYTE_ORDER_MARK.charCodeAt(0)).toBe(0xfeff)
  })
})

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    [' 2 m ', 120_000],
    ['4h', 14_400_000],
    ['1d', 86_400_000],
    ['0s', 0],
    ['x1d', undefined],
    ['1dx', undefined],
    ['1.5h', undefined],
    ['h', undefined],
    ['', undefined],
  ])('%j is read', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each([
    [0, '0 s'],
    [499, '0 s'],
    [500, '1 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [4_800_000, '1 h 20 min'],
    [3_601_000, '1 h 1 s'],
    [86_400_000, '1 d'],
    [2 * 86_400_000 + 3_600_000 + 60_000, '2 d 1 h'],
    [86_399_000, '23 h 59 min'],
  ])('%d ms are "%s"', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

test('text is printable without control characters and halves of pairs', () => {
  const printable = ['', 'wamid.A=', ' ~', '\u00a0é', 'क', '😀', 'a\ue000', '\ud7ff']
  const not = ['\x1f', 'a\x00', '\x7f', '\x80', '\x9f', '\ud800', 'a\udfff', '😀\x01', '\ud83d x', '😀\x85']
  expect(printable.filter((text) => !isPrintable(text))).toEqual([])
  expect(not.filter(isPrintable)).toEqual([])
})

describe('foreign text is made fit to be stored', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['a\0b\0', 9, 'ab'],
    ['ab😀', 4, 'ab😀'],
    ['ab😀', 3, 'ab'],
    ['ab\udc00x', 3, 'ab\ufffd'],
    ['\ud800a', 9, '\ufffda'],
    [' \n', 9, undefined],
    ['\0', 9, undefined],
    [' a ', 9, ' a '],
  ])('%j in %d', (text, max, stored) => {
    expect(storableText(text, max)).toBe(stored)
  })

  test('a name is on one line', () => {
    expect(oneLine(' a\n\tb\x00  c ')).toBe('a b c')
    expect(oneLine(' \x07\n')).toBeUndefined()
    expect(['Diwali offer', 'Diwali  offer', 'Diwali offer '].map(oneLine)).toEqual(
      Array(3).fill('Diwali offer'),
    )
    expect(['a\u007fb', 'a\u00a0b'].map(oneLine)).toEqual(['a b', 'a b'])
  })
})

test('a cell is what was meant, whatever spreadsheets needed', () => {
  const cells = [' ="+91 98" ', '="a""b"', '= "x"', "'=1", "''+1", "'a", "a'=1", '="x" y', 'x="y"', '="a"b"']
  expect(cells.map(plainCell)).toEqual([
    '+91 98',
    'a"b',
    'x',
    '=1',
    "'+1",
    "'a",
    "a'=1",
    '="x" y',
    'x="y"',
    '="a"b"',
  ])
})

test('what is foreign in markup is escaped, once', () => {
  const inner = html`<b>${'<&>"\''}</b>`
  expect(inner.markup).toBe('<b>&lt;&amp;&gt;&quot;&#39;</b>')
  expect(html`${inner}${[inner, inner]}${7}${undefined}${'&&'}`.markup).toBe(
    `${inner.markup.repeat(3)}7&amp;&amp;`,
  )
})

describe('the header of a file of SQL', () => {
  const header = readSqlHeader(
    [
      '-- First line',
      '--   and second.',
      '--! key: one ',
      '--!  other.key-2 :two',
      '--no prose',
      'SELECT 1',
      '-- later',
      '--! key: three',
      '--! Bad',
      '--! : x',
    ].join('\r\n'),
  )

  test('is its prose, and its entries wherever they stand', () => {
    expect(header).toStrictEqual({
      prose: 'First line and second.',
      entries: [
        { key: 'key', value: 'one' },
        { key: 'other.key-2', value: 'two' },
        { key: 'key', value: 'three' },
      ],
      unreadable: ['--! Bad', '--! : x'],
    })
    expect(valuesOfKey(header, 'key')).toEqual(['one', 'three'])
    expect(valuesOfKey(header, 'none')).toEqual([])
  })

  test('ends where the comment ends', () => {
    expect(readSqlHeader('SELECT 1\n-- later').prose).toBe('')
    expect(readSqlHeader(' -- x\n-- y').prose).toBe('')
  })
})

describe('SQL with names', () => {
  test('binds each name once, outside of everything that is no code', () => {
    expect(
      bindNames(
        "SELECT :a, ':b' , \":c\", $x$ :d $x$, $$ :e $$ -- :f\n/* :g */ , x::text, :Long_2, :a, 'it''s :h' ;",
      ),
    ).toEqual({
      text: "SELECT $1, ':b' , \":c\", $x$ :d $x$, $$ :e $$ -- :f\n/* :g */ , x::text, $2, $1, 'it''s :h' ",
      names: ['a', 'Long_2'],
    })
    expect(bindNames(' SELECT 1 ')).toEqual({ text: 'SELECT 1', names: [] })
  })

  test('is split where statements end', () => {
    expect(splitStatements("SELECT ';'; -- ;\nSELECT $$;$$ /* ; */;\n -- the end\n ; ")).toEqual([
      "SELECT ';'",
      '-- ;\nSELECT $$;$$ /* ; */',
    ])
    expect(splitStatements('A;B')).toEqual(['A', 'B'])
    expect(splitStatements(' \n-- nothing')).toEqual([])
  })
})

describe('a time zone', () => {
  test.each([
    [' UTC ', 'UTC'],
    ['utc', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['Asia/Rangoon', 'Asia/Yangon'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('%s is %s', (written, zone) => {
    expect(readTimeZone(written)).toStrictEqual({ zone })
  })

  test.each([
    ['ist', 'Asia/Kolkata'],
    ['EST5EDT', 'America/New_York'],
    ['Z', 'UTC'],
    ['GMT', 'Etc/GMT'],
  ])('%s is an abbreviation, of %s most likely', (written, likely) => {
    expect(readTimeZone(written)).toStrictEqual({
      problem: `must be the name of a time zone, not an abbreviation: write ${likely}`,
    })
  })

  test.each(['Japan', 'Asia/Nowhere', '', '/', `Asia/${'a'.repeat(60)}`])('%s is none', (written) => {
    expect(readTimeZone(written)).toStrictEqual({
      problem: 'must be the name of a time zone: write it like Asia/Kolkata',
    })
  })
})
