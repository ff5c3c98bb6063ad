import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openList } from '../../../src/app/campaigns/recipient-file.ts'
import type { ListFormat } from '../../../src/domain/campaigns/recipient-line.ts'
import { readRecipientLine } from '../../../src/domain/campaigns/recipient-line.ts'

// One list, saved by LibreOffice in the ways in which people save it.

const hasOffice = spawnSync('soffice', ['--version']).status === 0
if (!hasOffice) {
  process.stderr.write(
    'Skipped: lists as spreadsheets save them, because soffice is missing (apt install libreoffice-calc-nogui).\n',
  )
}

const LIST = [
  'Campaign for Diwali,,,',
  'Name,WhatsApp Number,City,Note',
  '"Ashá ""Ash"" Kumar",919812345678,Pune,"tea, and more"',
  'José; Ravi,+91 98123 45679,"New\tDelhi",',
  'Zoë,9812345670,,"two\nlines"',
  'Nobody,12,,',
].join('\n')

/** Separator and character set as LibreOffice numbers them, behind its filter's name. */
const csv = (separator: string, characters: number) =>
  `csv:Text - txt - csv (StarCalc):${separator.charCodeAt(0)},34,${characters},1`
const UTF_8 = 76
const UTF_16 = 65_535
const WINDOWS_1252 = 1

describe.skipIf(!hasOffice)('a list that LibreOffice saved', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bluetick-spreadsheets-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each<[string, string, ListFormat]>([
    ['CSV with commas', csv(',', UTF_8), 'csv'],
    ['CSV with semicolons', csv(';', UTF_8), 'csv'],
    ['CSV with tabs', csv('\t', UTF_8), 'csv'],
    ['CSV in UTF-16', csv('\t', UTF_16), 'csv'],
    ['CSV in Windows-1252', csv(';', WINDOWS_1252), 'csv'],
    ['XLSX', 'xlsx', 'xlsx'],
  ])('as %s has the same recipients', async (_, target, format) => {
    const withTitle = format === 'xlsx'
    await writeFile(join(folder, 'list.csv'), withTitle ? LIST : LIST.slice(LIST.indexOf('\n') + 1))
    const out = join(folder, 'out')
    const { status, stderr } = spawnSync(
      'soffice',
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--infilter=Text - txt - csv (StarCalc):44,34,76,1',
        ...['--convert-to', target, '--outdir', out, join(folder, 'list.csv')],
      ],
      { encoding: 'utf8' },
    )
    expect(status, stderr).toBe(0)
    const list = openList(createReadStream(join(out, `list.${format}`)), format, 'IN')
    const found: object[] = []
    for await (const lines of list.lines) {
      for (const { value, problem } of lines) {
        const read = value === undefined ? problem : readRecipientLine(value, 'IN')
        found.push(typeof read === 'object' ? read : { refused: read })
      }
    }
    expect(found).toEqual([
      {
        phone: '+919812345678',
        messageIds: [],
        attributes: { Name: 'Ashá "Ash" Kumar', City: 'Pune', Note: 'tea, and more' },
      },
      {
        phone: '+919812345679',
        messageIds: [],
        attributes: { Name: 'José; Ravi', City: 'New\tDelhi' },
      },
      { phone: '+919812345670', messageIds: [], attributes: { Name: 'Zoë', Note: 'two\nlines' } },
      { refused: expect.stringContaining('phone') },
    ])
  })
})
