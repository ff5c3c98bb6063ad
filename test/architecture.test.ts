import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

// The directions and habits that ARCHITECTURE.md and CONTRIBUTING.md promise, read off the sources. Default exports,
// barrels, `any` and the console are Biome's business (biome.json).

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MAX_SOURCE_LINES = 250
const MAX_TEST_LINES = 300

/** What the domain may use: they compute, and read no clock where they are given the time. */
const PURE_LIBRARIES: ReadonlySet<string> = new Set(['croner', 'libphonenumber-js', 'temporal-polyfill'])

/** Made by `npm run sql`. */
const GENERATED_SQL = 'src/adapters/postgres/sql.ts'
/** All that pages say, a language a file: dictionaries, and no code. */
const WORDS = 'src/adapters/pages/words/'

const READS_ENVIRONMENT = 'src/compose/config/environment.ts'

/** Statements that are written where they are sent, because they are the protocol of transactions and not questions. */
const ALLOWED_SQL: readonly { in: string; text: RegExp; why: string }[] = [
  {
    in: 'src/adapters/postgres/connection/transaction.ts',
    text: /^(BEGIN ISOLATION LEVEL READ COMMITTED|COMMIT|ROLLBACK)$/,
    why: 'they begin and end a transaction',
  },
  {
    in: 'src/adapters/postgres/alerts/reading.ts',
    text: /^(COMMIT$|DECLARE asked |FETCH ALL FROM asked$|CLOSE asked$)/,
    why: 'they put a rule that lies in a file into a cursor, which takes queries only',
  },
]

const sources = [...filesUnder('src', '.ts'), ...filesUnder('src', '.tsx')]
const tests = filesUnder('test', '.ts')

describe('the directions of imports', () => {
  test('the domain imports only itself and pure libraries', () => {
    const foreign = importsOf('src/domain/', (to) => !to.startsWith('src/domain/'))
    expect(foreign.filter(({ to }) => !PURE_LIBRARIES.has(to.split('/')[0] ?? ''))).toEqual([])
  })

  test('the app imports the domain and itself', () => {
    expect(importsOf('src/app/', (to) => !/^src\/(domain|app)\//.test(to) && to.startsWith('src/'))).toEqual(
      [],
    )
  })

  test('an adapter imports the domain and its own folder, never another adapter or the app', () => {
    const wrong = importsOf('src/adapters/', (to, from) => {
      const own = from.split('/').slice(0, 3).join('/')
      return to.startsWith('src/') && !to.startsWith('src/domain/') && !to.startsWith(`${own}/`)
    })
    expect(wrong).toEqual([])
  })
})

describe('imports', () => {
  test('make no circle', () => {
    expect(circlesOf(importGraph())).toEqual([])
  })

  test('store interfaces and other ports lie in the ports.ts of their folder', () => {
    const port = /^export interface \w*(Store|Outbox|Mailer|Runner|Archive|Spool|Actions|Channel|Upkeep) /m
    const wrong = sources.filter(
      ({ path, text }) => path.startsWith('src/domain/') && !path.endsWith('/ports.ts') && port.test(text),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('purity', () => {
  test('the domain reads no clock, draws no chance and does no I/O', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bMath\.random\b|\bcrypto\b|\bset(Timeout|Interval|Immediate)\b|\bprocess\b\.|\bfetch\(|\bawait\b/
    expect(linesIn('src/domain/', impure)).toEqual([])
  })

  test('the environment is read in one place', () => {
    const found = linesIn('src/', /\bprocess\.env\b|\bDeno\.env\b|\{[^}]*\benv\b[^}]*\} from 'node:process'/)
    expect(found.filter(({ file }) => file !== READS_ENVIRONMENT)).toEqual([])
  })
})

describe('SQL', () => {
  test('lies in sql/, not in the sources', () => {
    const found = sources.flatMap((file) => sqlIn(file.text).map((text) => ({ file: file.path, text })))
    const allowed = (hit: { file: string; text: string }) =>
      ALLOWED_SQL.some((entry) => entry.in === hit.file && entry.text.test(hit.text))
    expect(found.filter((hit) => !allowed(hit))).toEqual([])
  })

  test('is recognised in a source, whatever the quotes and the case', () => {
    expect(sqlIn("pool.query('SELECT 1')")).toEqual(['SELECT 1'])
    expect(sqlIn('query(`\n  select id\n  from t`)')).toHaveLength(1)
    expect(sqlIn('query("insert into t values (1)")')).toHaveLength(1)
    expect(sqlIn("throw new Error('Select a campaign first, then update its name.')")).toEqual([])
  })

  test('has a header in every file that says what it is for', () => {
    const bare = filesUnder('sql', '.sql').filter(({ text }) => !/^-- \S/.test(text))
    expect(bare.map(({ path }) => path)).toEqual([])
  })

  test('has no file that nothing uses', () => {
    const code = sources.flatMap(({ path, text }) => (path === GENERATED_SQL ? [] : [text])).join('\n')
    const unused = filesUnder('sql', '.sql').filter(({ path }) => {
      const folder = dirname(path).slice('sql/'.length)
      const name = path.slice(path.lastIndexOf('/') + 1, -'.sql'.length)
      const asFolder = code.includes(`readSqlFolder('${folder}')`)
      const byName = [`'${name}'`, `'${folder}/${name}'`, `${folder}/${name}.sql`].some((text) =>
        code.includes(text),
      )
      return !asFolder && !byName
    })
    expect(unused.map(({ path }) => path)).toEqual([])
  })
})

describe('habits', () => {
  test(`no source is longer than ${MAX_SOURCE_LINES} lines, no test or bench than ${MAX_TEST_LINES}`, () => {
    const longer = (files: readonly Source[], max: number) =>
      files
        .filter(({ path }) => path !== GENERATED_SQL && !path.startsWith(WORDS))
        .filter(({ text }) => text.split('\n').length - 1 > max)
        .map(({ path }) => path)
    expect(longer(sources, MAX_SOURCE_LINES)).toEqual([])
    expect(longer([...tests, ...filesUnder('bench', '.ts')], MAX_TEST_LINES)).toEqual([])
  })

  test('relative imports end in .ts or .tsx, as Deno wants them', () => {
    const isWrong = (to: string, _from: string, specifier: string) =>
      specifier.startsWith('.') && !/\.tsx?$/.test(to)
    expect(importsOf('src/', isWrong)).toEqual([])
  })

  test('tests wait for conditions and never for a time', () => {
    const sleep = /setTimeout\((resolve|r|done|ok)\b|(?<!pg_)\bsleep\(|node:timers\/promises/
    const found = tests
      .filter(({ path }) => path !== 'test/architecture.test.ts')
      .flatMap(({ path, text }) => linesMatching(path, text, sleep))
    expect(found).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  const section = (title: string) => text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''

  test('has one line for every folder of src and sql, and for no other', () => {
    const mapped = [...section('Map').matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, folder]) => folder)
    const folders = new Set([...sources, ...filesUnder('sql', '.sql')].map(({ path }) => dirname(path)))
    folders.delete('src')
    expect(mapped.toSorted()).toEqual([...folders].toSorted())
  })

  test('names only files that exist', () => {
    const named = [...text.matchAll(/`((?:src\/)?(?:domain|app|adapters|compose)\/[\w/-]+\.ts)`/g)]
    const paths = named.map(([, path = '']) => (path.startsWith('src/') ? path : `src/${path}`))
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.filter((path) => sources.every((source) => source.path !== path))).toEqual([])
  })

  test('explains each word of its glossary once, and the code uses the word', () => {
    const words = [...section('Glossary').matchAll(/^\| ([^|]+) \| \S/gm)]
      .map(([, word = '']) => word)
      .filter((word) => !/^(word|-+)$/.test(word))
    const squeezed = (words: string) => words.toLowerCase().replaceAll(' ', '')
    const code = sources.map((source) => squeezed(source.text)).join('\n')
    const terms = words.flatMap((word) => word.replace(/ \(.*\)/, '').split(', '))
    expect(new Set(terms).size).toBe(terms.length)
    expect(terms.filter((term) => !code.includes(squeezed(term)))).toEqual([])
  })
})

describe('security', () => {
  test('no secret is compared by ===: what it takes would tell how much of it was right', () => {
    const comparison =
      /(token|secret|signature|digest|hmac|password)\w*\)?\s*[!=]==(?!\s*(undefined|null|''|'string'))/i
    expect(linesIn('src/', comparison)).toEqual([])
  })

  test('every requirement in SECURITY.md names a test that exists', () => {
    const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
    const rows = text.split('\n').filter((line) => /^\| \d/.test(line))
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.flatMap(missingTests)).toEqual([])
  })
})

/** What a row of the table in SECURITY.md names (`test/…`: "words of a test's name … more of them") and is not there. */
function missingTests(row: string): readonly string[] {
  const [requirement = '', evidence = ''] = row.split(' | ')
  const named = [...evidence.matchAll(/`(test\/[^`]+)`([^`]*)/g)]
  if (named.length === 0) return [`${requirement}: no test`]
  return named.flatMap(([, path = '', words = '']) => {
    const found = tests.filter((file) => file.path === path || file.path.startsWith(`${path}/`))
    if (found.length === 0) return [`${requirement}: ${path}`]
    const parts = [...words.matchAll(/"([^"]+)"/g)].flatMap(([, name = '']) => name.split('…'))
    const isThere = (part: string) => found.some(({ text }) => text.includes(part.trim()))
    return parts.filter((part) => !isThere(part)).map((part) => `${requirement}: ${path}: ${part}`)
  })
}

test('every dependency has its reason in CONTRIBUTING.md, and every reason its dependency', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const used = [manifest.dependencies, manifest.optionalDependencies, manifest.devDependencies].flatMap(
    Object.keys,
  )
  const table = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').matchAll(/^\| (`[^|]*)\| \S/gm)
  const explained = [...table].flatMap(([, names = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  )
  expect(explained.sort()).toEqual(used.sort())
})

interface Source {
  readonly path: string
  readonly text: string
}

interface Import {
  readonly from: string
  readonly to: string
}

function filesUnder(folder: string, ending: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** The imports of the files under `folder`, static and dynamic, that `isWrong`. */
function importsOf(
  folder: string,
  isWrong: (to: string, from: string, specifier: string) => boolean,
): readonly Import[] {
  const found: Import[] = []
  for (const { path: from, text } of sources) {
    if (!from.startsWith(folder)) continue
    for (const [, specifier = ''] of text.matchAll(/(?:^import |\bfrom |\bimport\()'([^']+)'/gm)) {
      const to = specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(from), specifier)) : specifier
      if (isWrong(to, from, specifier)) found.push({ from, to })
    }
  }
  return found
}

/** What each source imports of the others. */
function importGraph(): ReadonlyMap<string, readonly string[]> {
  const graph = new Map<string, string[]>(sources.map(({ path }) => [path, []]))
  for (const { from, to } of importsOf('src/', (to) => graph.has(to))) graph.get(from)?.push(to)
  return graph
}

/** The files that import one another in a circle: each circle once, as it was met. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, way: readonly string[]) => {
    const start = way.indexOf(file)
    if (start >= 0) circles.push([...way.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...way, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return circles
}

function linesIn(folder: string, pattern: RegExp) {
  return sources
    .filter(({ path }) => path.startsWith(folder))
    .flatMap(({ path, text }) => linesMatching(path, text, pattern))
}

/** Lines of code that match; those that are comment are not code. */
function linesMatching(file: string, text: string, pattern: RegExp) {
  return text
    .split('\n')
    .map((line, i) => ({ file, line: i + 1, text: line.trim() }))
    .filter((line) => pattern.test(line.text) && !/^(\/\/|\/?\*)/.test(line.text))
}

/** String literals that begin like a statement: words that prose does not use so, and capitals that prose does not use. */
function sqlIn(text: string): readonly string[] {
  const statement =
    /(['"`])\s*((?:select\s[^'"`]*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s|create\s+(?:table|database|index|view|role|function)\s)|(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|TRUNCATE|BEGIN|COMMIT|ROLLBACK|PREPARE|DEALLOCATE|EXECUTE|EXPLAIN|LISTEN|NOTIFY|LOCK|COPY|SET|SHOW|VACUUM|ANALYZE|REFRESH)\b)/gi
  return [...text.matchAll(statement)].flatMap((match) => {
    const [, quote = '', head = ''] = match
    const start = (match.index ?? 0) + 1
    const isProse = !/\s/.test(head) && head !== head.toUpperCase()
    return isProse ? [] : [text.slice(start, text.indexOf(quote, start)).trim()]
  })
}
