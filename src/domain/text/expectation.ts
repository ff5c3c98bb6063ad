/** What a validator found wrong with a value, in its own terms (zod's issues fit). */
export interface ValidatorIssue {
  readonly code?: string
  readonly input?: unknown
  readonly expected?: string
  readonly origin?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly keys?: readonly string[]
  readonly values?: readonly unknown[]
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object, {…}',
  record: 'an object, {…}',
  array: 'a list, […]',
  null: 'null',
  undefined: 'left out',
}

/**
 * What would be right, as everything that checks input says it: "must be …". It never repeats the value, which may be
 * personal. Undefined for what the issue itself has words for.
 */
export function expectation(issue: ValidatorIssue): string | undefined {
  const { code, expected = '', values = [], keys = [] } = issue
  if (code === 'invalid_type') {
    if (expected === 'undefined' || expected === 'never') return 'must be left out'
    const noun = NOUNS[expected] ?? `of the type ${expected}`
    return issue.input === undefined ? `must be given: ${noun}` : `must be ${noun}`
  }
  if (code === 'invalid_value')
    return `must be ${values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}`
  if (code === 'too_small') return `must ${haveOrBe(issue.origin, 'at least', Number(issue.minimum))}`
  if (code === 'too_big') return `must ${haveOrBe(issue.origin, 'at most', Number(issue.maximum))}`
  if (code === 'unrecognized_keys') return `has names that are not known here${listed(keys)}`
  if (code === 'invalid_union') return 'must be in one of the forms that are described'
  if (code === 'invalid_format') return 'must be in the form that is described'
  return undefined
}

/** Names as people misspell them; anything else may be somebody's number. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z_-]{0,39}$/

function listed(keys: readonly string[]): string {
  const plain = keys.filter((key) => PLAIN_NAME.test(key))
  return plain.length === 0 ? '' : `: ${plain.join(', ')}`
}

function haveOrBe(origin: string | undefined, bound: string, count: number): string {
  if (origin === 'string') return `have ${bound} ${count} ${count === 1 ? 'character' : 'characters'}`
  if (origin === 'array' || origin === 'set')
    return `have ${bound} ${count} ${count === 1 ? 'entry' : 'entries'}`
  return `be ${bound} ${count}`
}
