import type { Country } from '../phones/numbering-plans.ts'
import { readPhone } from '../phones/read-phone.ts'
import { type PhoneReader, textOf } from './rows.ts'

/** How many numbers are remembered: those of a page and its messages. */
const MAX_REMEMBERED = 10_000

/** Reads their numbers. Each is there twice, in a recipient and in its message, and reading one costs more than all else of its row. */
export function createPhoneReader(country: Country | undefined): PhoneReader {
  const known = new Map<string, string | undefined>()
  return (value) => {
    const text = textOf(value)
    if (text === undefined) return undefined
    if (known.has(text)) return known.get(text)
    if (known.size >= MAX_REMEMBERED) known.clear()
    const read = readPhone(text, country)
    const phone = 'phone' in read ? read.phone : undefined
    known.set(text, phone)
    return phone
  }
}
