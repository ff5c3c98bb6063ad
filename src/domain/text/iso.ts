/** The ISO form of a time in milliseconds since the epoch. */
export function isoOf(atMs: number): string {
  return new Date(atMs).toISOString()
}
