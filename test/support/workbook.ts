const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
/** The XML of its rows, and whether people see it. */
export interface Sheet {
  readonly rows: string
  readonly state?: string
}

/** The files of a workbook as spreadsheets write it, with the texts that cells share, and how numbers are shown. */
export function sheetFiles(sheets: readonly Sheet[], texts: readonly string[] = [], styles = '') {
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`
  return {
    '_rels/.rels': `<Relationships>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="${RELATIONS}"><sheets>${sheets
      .map(({ state }, at) => `<sheet name="S${at}" r:id="s${at}"${state ? ` state="${state}"` : ''}/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, at) => relation(`s${at}`, 'worksheet', `worksheets/sheet${at}.xml`))
      .join(
        '',
      )}${relation('t', 'sharedStrings', '/xl/shared.xml')}${relation('f', 'styles', 'styles.xml')}</Relationships>`,
    'xl/shared.xml': `<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
    ...Object.fromEntries(
      sheets.map(({ rows }, at) => [
        `xl/worksheets/sheet${at}.xml`,
        `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
  }
}

export const text = (value: string, at = '') =>
  `<c${at && ` r="${at}"`} t="inlineStr"><is><t>${value}</t></is></c>`
export const number = (value: string | number, style = '') =>
  `<c${style && ` s="${style}"`}><v>${value}</v></c>`
export const row = (...cells: readonly string[]) => `<row>${cells.join('')}</row>`
