/** The ISO form of a time in milliseconds since the epoch. */
export function isoOf(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** The same, as a column takes it that may be empty. */
export function isoOrNull(atMs: number | null | undefined): string | null {
  return atMs === undefined || atMs === null ? null : isoOf(atMs)
}
