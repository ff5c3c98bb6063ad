const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const DURATION = /^(\d+)\s*([smhd])$/

/**
 * Reads "90s", "2m", "4h" or "1d".
 *
 * @returns milliseconds; undefined where the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(text.trim())
  if (parts === null) return undefined
  return Number(parts[1]) * UNITS_MS[parts[2] as keyof typeof UNITS_MS]
}

/** A duration for people, in its two largest units: "1 h 20 min". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).slice(0, 2)
  return shown.length === 0 ? '0 s' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
