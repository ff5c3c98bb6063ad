/** A placeholder of a summary: `{{name}}`, or `{{name|message|messages}}` with the words for one and for any other number. */
const PLACEHOLDER = /\{\{\s*([a-z_][a-z0-9_]*)\s*(?:\|([^|{}]*)\|([^|{}]*))?\}\}/g

/** The names of a summary's placeholders. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
}

/** Fills the placeholders of a summary; one without a figure shows a dash. */
export function renderSummary(template: string, figures: Readonly<Record<string, number | string>>): string {
  return template.replace(PLACEHOLDER, (_placeholder, name: string, one?: string, many?: string) => {
    const value = figures[name]
    const shown = value === undefined ? '–' : typeof value === 'number' ? formatFigure(value) : value
    const words = value === 1 ? one : many
    return words === undefined ? shown : `${shown} ${words}`
  })
}

/** A figure for people: at most two digits after the point, thousands set apart; "infinite" and "not a number". */
export function formatFigure(value: number): string {
  if (Number.isNaN(value)) return 'not a number'
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinite'
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}
