/**
 * A text of a closed set, as the database holds it.
 *
 * @throws Error where this version does not know the text: it must not pass for another, which could resolve an alert
 */
export function oneOf<T extends string>(known: readonly T[], text: string, what: string): T {
  const found = known.find((value) => value === text)
  if (found !== undefined) return found
  throw new Error(`The database holds the unknown ${what} "${text}": expected ${known.join(', ')}.`)
}
