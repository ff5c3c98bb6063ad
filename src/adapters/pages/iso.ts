/** A time as ISO 8601 in UTC. */
export function isoUtc(atMs: number): string {
  return new Date(atMs).toISOString()
}
