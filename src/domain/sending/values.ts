const COLUMN = /\{([^{}|]+)(?:\|([^{}]*))?\}/g

/**
 * Fills the patterns of a template's variables with a person's attributes: `{name}`, or `{name|friend}` where some have none.
 *
 * @returns the values, or the first column that is missing
 */
export function fillValues(
  patterns: readonly string[],
  attributes: Readonly<Record<string, string>>,
): { readonly values: readonly string[] } | { readonly missing: string } {
  const byName = new Map(Object.entries(attributes).map(([name, value]) => [plain(name), value.trim()]))
  let missing: string | undefined
  const values = patterns.map((pattern) =>
    pattern.replace(COLUMN, (_, name: string, otherwise: string | undefined) => {
      const value = byName.get(plain(name))
      if (value !== undefined && value !== '') return value
      if (otherwise === undefined) missing ??= name.trim()
      return otherwise ?? ''
    }),
  )
  return missing === undefined ? { values } : { missing }
}

function plain(name: string): string {
  return name.trim().toLowerCase()
}
