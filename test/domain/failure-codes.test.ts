import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KNOWN_FAILURE_CODES, meaningOfFailure } from '../../src/domain/messages/failure-codes.ts'

test('docs/failure-codes.md lists every code as the service explains it', () => {
  const page = readFileSync(new URL('../../docs/failure-codes.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => /^\| \d/.test(line))
  const expected = KNOWN_FAILURE_CODES.toSorted((a, b) => Number(a) - Number(b)).map((code) => {
    const { meaning, resend, advice } = meaningOfFailure(code)
    return `| ${code} | ${meaning} | ${resend} | ${advice} |`
  })
  expect(rows).toEqual(expected)
})
