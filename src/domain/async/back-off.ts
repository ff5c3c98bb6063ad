/** How pauses between attempts grow: doubled each time, up to the last. */
export interface BackOff {
  readonly firstMs: number
  readonly lastMs: number
}

/** The pause after that many failed attempts, from 1. */
export function pauseAfter(failures: number, { firstMs, lastMs }: BackOff): number {
  return Math.min(firstMs * 2 ** (failures - 1), lastMs)
}
