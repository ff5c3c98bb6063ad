const MAX_STEPS = 3

/** The first three steps of a runbook, as plain text: the numbered list under "What to do". */
export function firstSteps(markdown: string): readonly string[] {
  const section = /^## What to do[^\n]*\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(markdown)?.[1] ?? ''
  const steps: string[] = []
  for (const line of section.split('\n')) {
    const begun = /^\d+\.\s+(.*)$/.exec(line)?.[1]
    if (begun !== undefined) steps.push(begun)
    else if (/^\s+\S/.test(line) && steps.length > 0) steps.push(`${steps.pop()} ${line.trim()}`)
  }
  return steps.slice(0, MAX_STEPS).map(plain)
}

/** Markdown's links, code and stress taken away. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/\*\*/g, '')
}
