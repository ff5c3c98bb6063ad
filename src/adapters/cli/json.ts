/** JSON for scripts: one value, one line. */
export function jsonOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
