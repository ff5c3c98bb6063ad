/** Where the next page of a list begins, fit for an address. */
export function writePosition(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Reads it back; undefined where it is not one that we wrote. */
export function readPosition(text: string, parts: number): readonly string[] | undefined {
  try {
    const position: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const fits = Array.isArray(position) && position.length === parts
    return fits && position.every((part): part is string => typeof part === 'string') ? position : undefined
  } catch {
    return undefined
  }
}
