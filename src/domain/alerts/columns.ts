import { columnsOf } from './condition.ts'
import { mainColumn, type Rule } from './rule.ts'
import { placeholdersOf } from './summary.ts'

/** The columns of a rule's answer: numbers are figures, all others are text. */
export interface Columns {
  readonly numbers: readonly string[]
  readonly texts: readonly string[]
}

/** What makes a rule blind: its conditions cannot be decided on these columns. One sentence each. */
export function blindness(rule: Rule, { numbers, texts }: Columns): readonly string[] {
  const problems: string[] = []
  const names = [...numbers, ...texts]
  // Of two columns of one name only one could be looked at, and nobody would know which.
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index)))
    problems.push(`Several columns are called "${name}": give each a name of its own.`)
  for (const name of ['value', 'samples']) {
    if (texts.includes(name))
      problems.push(`"${name}" is not a number column: cast it, as in ${name}::numeric AS ${name}.`)
  }
  if (mainColumn(numbers) === undefined && rule.fire !== 'rows')
    problems.push(
      `It has no number column${numbers.length > 0 ? ' but "samples"' : ''}: the engine needs a "value".`,
    )
  const asked = new Set([
    ...(rule.fire === 'rows' ? [] : columnsOf(rule.fire)),
    ...columnsOf(rule.resolve ?? []),
  ])
  for (const column of asked) {
    if (column !== 'value' && !numbers.includes(column))
      problems.push(`A condition asks for "${column}", which is not a number column (${numbers.join(', ')}).`)
  }
  return problems
}

/** Everything that does not fit between a rule's headers and its columns: one sentence each. */
export function columnProblems(rule: Rule, columns: Columns): readonly string[] {
  const { numbers, texts } = columns
  const problems = [...blindness(rule, columns)]
  const known = [...new Set([...numbers, ...texts, 'value', 'samples'])]
  for (const name of placeholdersOf(rule.summary)) {
    if (!known.includes(name))
      problems.push(`The summary shows {{${name}}}, which is not a column (${known.join(', ')}).`)
  }
  for (const name of rule.describe) {
    if (!texts.includes(name))
      problems.push(`"describe" names ${name}, which is not a text column (${texts.join(', ') || 'none'}).`)
  }
  if (rule.minSamples > 0 && !numbers.includes('samples')) {
    problems.push('"min-samples" is set, and there is no "samples" column to compare it with.')
  }
  return problems
}
