import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SQL_FOLDER = fileURLToPath(new URL('../../sql/', import.meta.url))

/** Released before names were qualified; they work in the schema in which the installation lay. */
const FORMER = /^migrations\/000[1-5]-/

test('every SQL file names the schema of our tables, so that no search_path matters', () => {
  const files = readdirSync(SQL_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .map((path) => ({ path, text: readFileSync(SQL_FOLDER + path, 'utf8') }))
  const tables = files
    .filter(({ path }) => path.startsWith('migrations/'))
    .flatMap(({ text }) => [
      ...text.matchAll(/CREATE (?:OR REPLACE )?(?:TABLE|VIEW)(?: IF NOT EXISTS)? (?:\w+\.)?(\w+)/g),
    ])
    .map(([, name]) => name)
  expect(tables).toContain('message_ids')
  const bare = new RegExp(
    `\\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE|ON|NULL::)\\s*(?:${tables.join('|')})\\b(?!\\.)`,
  )
  const found = files
    .filter(({ path }) => !FORMER.test(path))
    .flatMap(({ path, text }) => text.split('\n').map((line) => `${path}: ${line}`))
    .filter((line) => !line.includes(': --') && bare.test(line))
  expect(found).toEqual([])
})
