import type { Signal } from '../../../domain/alerts/alert-state.ts'
import { foreignText } from './foreign-text.ts'

/** The commands that acknowledge and silence an alert: they need no address that is reachable from outside. */
export function commandsFor(signal: Signal): readonly string[] {
  const acknowledge = `npx bluetick alerts ack ${quote(signal.episode)} --author you`
  const labels = Object.entries(signal.labels)
  // A command that names a shortened or masked label would silence nothing, and one without it too much.
  if (labels.some(([, value]) => foreignText(value) !== value)) return [acknowledge]
  const chosen = labels.map(([name, value]) => ` --label ${quote(`${name}=${value}`)}`).join('')
  return [
    acknowledge,
    `npx bluetick alerts silence ${quote(signal.rule)} --for 4h --author you --reason why${chosen}`,
  ]
}

/** Text as one word of a shell: campaign names come from other people. */
function quote(text: string): string {
  return /^[\w.:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
