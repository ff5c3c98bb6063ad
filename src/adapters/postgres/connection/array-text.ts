/** An array as PostgreSQL writes it, for columns whose every row is an array: `unnest` would take apart arrays of arrays. */
export function arrayText(values: readonly string[]): string {
  return `{${values.map(quoted).join(',')}}`
}

function quoted(value: string): string {
  return /^\w+$/.test(value) && value.toLowerCase() !== 'null'
    ? value
    : `"${value.replace(/[\\"]/g, '\\$&')}"`
}
