import type { TheirRow } from './ports.ts'
import { jsonIn } from './rows.ts'
import type { Column, Shape } from './shape.ts'
import { vocabularyOf } from './words.ts'
import type { Habits, StatusForm } from './write-back.ts'

/** A text column as short as this holds a word, not JSON. */
const MAX_WORD_CHARACTERS = 100

/** What a table's rows, some of them, say beyond the catalogue. */
export function habitsOf(shape: Shape, rows: readonly TheirRow[]): Habits {
  const column = shape.roles.get('status')
  if (column === undefined) return { words: { wordOf: new Map() }, form: 'word' }
  const values = rows.flatMap(({ values }) => (typeof values['status'] === 'string' ? values['status'] : []))
  const words = values.filter((value) => typeof jsonIn(value) === 'string')
  const form = shape.name === 'broadcasts_messages' ? formOf(column, values, words) : 'word'
  return { words: vocabularyOf(column, words), form }
}

function formOf(column: Column, values: readonly string[], words: readonly string[]): StatusForm {
  if (words.length > 0) return 'word'
  if (column.type === 'jsonb' || column.type === 'json') return 'json'
  if (values.length > 0) return 'json-text'
  const isShort = column.maxCharacters > 0 && column.maxCharacters <= MAX_WORD_CHARACTERS
  // The guide's service reads text as JSON where it finds text.
  return column.category === 'E' || isShort || column.words.length > 0 ? 'word' : 'json-text'
}
