import { ListError } from '../../../domain/campaigns/recipient-line.ts'
import { isDateFormat } from './number-format.ts'
import type { Parts, XmlHandlers } from './parts.ts'
import { createTextReader } from './text.ts'

/** What the sheets of a workbook have in common. */
export interface Workbook {
  /** Parts of the sheets that people see, in their order. */
  readonly sheets: readonly string[]
  /** Text of cells that several may share. */
  readonly texts: readonly string[]
  /** Whether numbers of a style are dates, by its index. */
  readonly dateStyles: readonly boolean[]
  /** Whether days count from 1904, as old Macs had it. */
  readonly from1904: boolean
}

/** Sheets that are looked at. */
const MAX_SHEETS = 100
/** Characters of text that cells share: it is held in memory. */
const MAX_TEXT_CHARACTERS = 64 * 1024 * 1024
const MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARACTERS

/** Parts that say how a workbook is made, and are held in memory. */
const MAX_SETTINGS_BYTES = 16 * 1024 * 1024
/** What a text costs beside its characters. */
const TEXT_COST = 8

const OFFICE_DOCUMENT = '/officeDocument'

/** @throws ListError where it is not such a workbook */
export async function readWorkbook(parts: Parts): Promise<Workbook> {
  const path = [...(await relationsOf(parts, '')).values()].find(({ type }) =>
    type.endsWith(OFFICE_DOCUMENT),
  )?.path
  if (path === undefined || !path.endsWith('.xml') || !parts.has(path)) throw notWorkbook()
  const relations = await relationsOf(parts, path)
  const found = { sheets: [] as string[], from1904: false }
  await readAll(parts, path, {
    open(name, { id = '', state = 'visible', date1904 }) {
      if (name === 'workbookPr') found.from1904 = date1904 === '1' || date1904 === 'true'
      const sheet = name === 'sheet' ? relations.get(id) : undefined
      if (sheet?.type.endsWith('/worksheet') && state === 'visible') found.sheets.push(sheet.path)
    },
  })
  const partOf = (kind: string) => [...relations.values()].find(({ type }) => type.endsWith(kind))?.path ?? ''
  return {
    sheets: found.sheets.slice(0, MAX_SHEETS),
    texts: await readTexts(parts, partOf('/sharedStrings')),
    dateStyles: await readDateStyles(parts, partOf('/styles')),
    from1904: found.from1904,
  }
}

async function readAll(
  parts: Parts,
  path: string,
  handlers: XmlHandlers,
  maxBytes = MAX_SETTINGS_BYTES,
): Promise<void> {
  for await (const _ of parts.read(path, handlers, maxBytes));
}

interface Relation {
  readonly type: string
  readonly path: string
}

/** What a part refers to, by id. */
async function relationsOf(parts: Parts, path: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = path.lastIndexOf('/') + 1
  const folder = path.slice(0, slash)
  const relations = new Map<string, Relation>()
  await readAll(parts, `${folder}_rels/${path.slice(slash)}.rels`, {
    open(name, { Id = '', Type = '', Target = '' }) {
      if (name !== 'Relationship') return
      const { pathname } = new URL(Target, `file:///${folder}`)
      relations.set(Id, { type: Type, path: decodeURI(pathname.slice(1)) })
    },
  })
  return relations
}

async function readTexts(parts: Parts, path: string): Promise<readonly string[]> {
  const texts: string[] = []
  let characters = 0
  const text = createTextReader('si', (read) => {
    characters += read.length + TEXT_COST
    if (characters > MAX_TEXT_CHARACTERS) {
      throw new ListError('The spreadsheet holds too much text: save it as CSV.')
    }
    texts.push(read)
  })
  await readAll(parts, path, text, MAX_TEXT_BYTES)
  return texts
}

async function readDateStyles(parts: Parts, path: string): Promise<readonly boolean[]> {
  const codes = new Map<string, string>()
  const styles: boolean[] = []
  let isInCells = false
  await readAll(parts, path, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') codes.set(numFmtId, formatCode)
      else if (name === 'cellXfs') isInCells = true
      else if (name === 'xf' && isInCells) styles.push(isDateFormat(Number(numFmtId), codes.get(numFmtId)))
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false
    },
  })
  return styles
}

function notWorkbook(): ListError {
  return new ListError('This is not an Excel workbook (.xlsx): save the list as .xlsx or as CSV.')
}
