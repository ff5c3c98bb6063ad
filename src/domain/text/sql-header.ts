/** The header of a file of `sql`, or of a custom rule: prose, then lines `--! key: value`. */
export interface SqlHeader {
  /** The comment that the file begins with, as one line. */
  readonly prose: string
  readonly entries: readonly { readonly key: string; readonly value: string }[]
  /** Lines that begin as entries and are none. */
  readonly unreadable: readonly string[]
}

const ENTRY = /^--!\s*([a-z][a-z0-9._-]*)\s*:\s*(.*?)\s*$/

/** Reads the header of a file with SQL; entries count wherever they stand in it. */
export function readSqlHeader(file: string): SqlHeader {
  const lines = file.split(/\r?\n/)
  const begin = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('--')),
  )
  const prose = begin.filter((line) => line.startsWith('-- ')).map((line) => line.slice('-- '.length).trim())
  const marked = lines.filter((line) => line.startsWith('--!'))
  return {
    prose: prose.join(' '),
    entries: marked.flatMap((line) => {
      const [, key, value] = ENTRY.exec(line) ?? []
      return key === undefined || value === undefined ? [] : [{ key, value }]
    }),
    unreadable: marked.filter((line) => !ENTRY.test(line)),
  }
}

/** The values of a key, in order. */
export function valuesOfKey({ entries }: SqlHeader, key: string): readonly string[] {
  return entries.filter((entry) => entry.key === key).map((entry) => entry.value)
}
