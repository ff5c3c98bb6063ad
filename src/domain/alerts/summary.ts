/** Fills the `{{name}}` places of a summary; a place without a figure shows a dash. */
export function renderSummary(template: string, places: Readonly<Record<string, number | string>>): string {
  return template.replace(/\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}/g, (_place, name: string) => {
    const value = places[name]
    if (value === undefined) return '–'
    return typeof value === 'number' ? formatFigure(value) : value
  })
}

/** A figure for people: at most two digits after the point, thousands set apart. */
export function formatFigure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
