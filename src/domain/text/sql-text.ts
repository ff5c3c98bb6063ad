/** A query whose `:name` places became `$1`…. */
export interface BoundSql {
  readonly text: string
  /** The names, in the order of `$1`…. */
  readonly names: readonly string[]
}

/**
 * What may hold a colon or a semicolon that means nothing: strings, quoted names, dollar quotes, comments, casts. Then
 * what means something: a parameter, the end of a statement.
 */
const PIECES =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([a-z_]*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z_][a-z0-9_]*)|;/gi

/** Replaces `:name` by `$1`…, outside of strings and comments, and drops a semicolon at the end. */
export function bindNames(sql: string): BoundSql {
  const names: string[] = []
  const text = sql.replace(PIECES, (piece, _tag: string | undefined, name: string | undefined) => {
    if (name === undefined) return piece
    if (!names.includes(name)) names.push(name)
    return `$${names.indexOf(name) + 1}`
  })
  return { text: text.trim().replace(/;$/, ''), names }
}

/** The statements of a text, without the semicolons between them and without comments behind the last. */
export function splitStatements(sql: string): readonly string[] {
  const ends = [...sql.matchAll(PIECES)].flatMap((match) => (match[0] === ';' ? [match.index] : []))
  const starts = [0, ...ends.map((end) => end + 1)]
  const parts = starts.map((start, index) => sql.slice(start, ends[index]).trim())
  return parts.filter((part) => part.replace(/--[^\n]*|\s+/g, '') !== '')
}
