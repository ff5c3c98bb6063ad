import { storableText } from '../../domain/text/clip.ts'

/** A JSON object of which nothing is known yet. */
export interface JsonObject {
  readonly [name: string]: unknown
}

/** True for a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for a JSON list, whose items stay unknown. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** A field the sender wrote; what every object inherits (`constructor`, `toString`) never counts. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** The first of several fields that is there: neither absent nor null. */
export function firstField(object: JsonObject, names: readonly string[]): unknown {
  for (const name of names) {
    const value = field(object, name)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** A field that is an object, else nothing. */
export function objectField(object: JsonObject, name: string): JsonObject | undefined {
  const value = field(object, name)
  return isObject(value) ? value : undefined
}

/** A field as storable text; senders write some texts (codes above all) as numbers. */
export function textField(object: JsonObject, name: string, maxCharacters: number): string | undefined {
  const value = field(object, name)
  if (typeof value === 'string') return storableText(value, maxCharacters)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

/** The first of the fields that holds text. */
export function firstText(
  object: JsonObject,
  names: readonly string[],
  maxCharacters: number,
): string | undefined {
  for (const name of names) {
    const text = textField(object, name, maxCharacters)
    if (text !== undefined) return text
  }
  return undefined
}
