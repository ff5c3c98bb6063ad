import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, parseConfig, VARIABLES } from '../../src/compose/config/config.ts'

describe('.env.example', () => {
  const listed = readEnvExample()
  const defaults: Readonly<Record<string, unknown>> = parseConfig({})

  test('lists every variable of src/compose/config/config.ts, each once, and no other', () => {
    const names = listed.map(({ name }) => name)
    const missing = VARIABLES.filter((name) => !names.includes(name))
    const unknown = names.filter((name) => !VARIABLES.includes(name))
    const twice = names.filter((name, i) => names.indexOf(name) !== i)
    expect(missing, 'in config.ts, and not in .env.example as a line "#NAME=default"').toEqual([])
    expect(unknown, 'in .env.example, and not in config.ts').toEqual([])
    expect(twice, 'more than once in .env.example').toEqual([])
  })

  test.each(listed)('gives the default of $name', ({ name, value }) => {
    const expected = defaults[name]
    const found = value === '' ? undefined : (parseConfig({ [name]: value }) as typeof defaults)[name]
    const right = expected === undefined ? `"#${name}="` : `"#${name}=${String(expected)}"`
    expect(found, `.env.example should have the line ${right}, as in config.ts`).toEqual(expected)
  })

  test.each(listed)('says what $name means, above it', ({ comment, name }) => {
    expect(comment, `write a comment above #${name}= in .env.example`).toMatch(/\w+ \w+/)
  })
})

describe('parseConfig', () => {
  test('takes an empty variable as one that is not set', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '', LOG_LEVEL: '' })).toEqual(parseConfig({}))
  })

  test("takes the guide's LOG_LEVEL=INFO", () => {
    expect(parseConfig({ LOG_LEVEL: 'INFO' }).LOG_LEVEL).toBe('info')
  })

  test.each([
    ['PORT', '80000', /must be a port, 0 to 65535/],
    ['PORT', 'http', /must be a number/],
    ['DATABASE_URL', 'mysql://localhost/app', /must begin with postgresql:\/\//],
    ['DATABASE_URL', 'postgresql://bob:pass/word@db/app', /write .* as %40/],
    ['DATABASE_URL', 'postgresql://db/app?sslmode=verify_full', /choose from .*verify-full/],
    ['DATABASE_URL', 'postgresql://db/app?sslmode=verify-ca', /set DATABASE_CA_FILE/],
    ['DATABASE_POOL_SIZE', '0', /must be at least 1/],
    ['DATABASE_POOL_SIZE', '2.5', /must be a whole number/],
    ['API_TOKEN', 'short', /at least 16 characters/],
    ['API_TOKEN', 'with blanks in it, though long', /no blanks/],
    ['STATUS_TIMESTAMP', 'newest', /latest or earliest/],
    ['LOG_LEVEL', 'loud', /fatal.*error/],
    ['LOG_FORMAT', 'xml', /json.*pretty/],
    ['SHUTDOWN_TIMEOUT_SECONDS', '-1', /must be more than 0/],
  ])('refuses %s=%s, and says what would be right', (name, value, right) => {
    const message = refusal({ [name]: value })
    expect(message).toContain(`  ${name} `)
    expect(message).toMatch(right)
    expect(message).toContain('.env.example')
  })

  test('lists everything that is wrong at once', () => {
    const message = refusal({
      PORT: '-1',
      LOG_LEVEL: 'loud',
      SUPABASE_URL: 'https://abc.supabase.co',
      HOST: '::1',
    })
    expect(message.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(3)
    expect(message).not.toContain('HOST')
  })

  test('does not repeat a secret in its message', () => {
    expect(refusal({ API_TOKEN: 'hunter2' })).not.toContain('hunter2')
    for (const url of [
      'mysql://bob:hunter2@db',
      'postgresql://bob:hunter2/@db',
      'postgresql://bob:hunter2@db?sslmode=no',
    ]) {
      expect(refusal({ DATABASE_URL: url })).not.toContain('hunter2')
    }
  })

  test('SUPABASE_URL without DATABASE_URL says which connection string to use', () => {
    const message = refusal({ SUPABASE_URL: 'https://abc.supabase.co' })
    expect(message).toMatch(/SUPABASE_URL .*DATABASE_URL .*connection string .*pooler/)
    const url = 'postgresql://postgres.abc:secret@aws-0.pooler.supabase.com:6543/postgres'
    expect(parseConfig({ SUPABASE_URL: 'https://abc.supabase.co', DATABASE_URL: url }).DATABASE_URL).toBe(url)
  })
})

function refusal(env: Readonly<Record<string, string>>): string {
  try {
    parseConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('This configuration should have been refused.')
}

/** The lines `#NAME=default`, each with the comment above it; several such lines may share one comment. */
function readEnvExample() {
  const listed: { name: string; value: string; comment: string }[] = []
  let comment: string[] = []
  for (const line of readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n')) {
    const [, name, value] = /^#?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) listed.push({ name, value, comment: comment.join(' ') })
    else if (line.startsWith('# ')) comment.push(line)
    else comment = []
  }
  return listed
}
