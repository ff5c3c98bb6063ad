/** Fills the `{{name}}` places of a summary; a place without a figure shows a dash. */
export function renderSummary(template: string, places: Readonly<Record<string, number | string>>): string {
  return template.replace(/\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}/g, (_place, name: string) => {
    const value = places[name]
    if (value === undefined) return '–'
    return typeof value === 'number' ? formatFigure(value) : value
  })
}

/** A figure for people: at most two digits after the point, thousands set apart; "infinite" and "not a number". */
export function formatFigure(value: number): string {
  if (Number.isNaN(value)) return 'not a number'
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinite'
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
