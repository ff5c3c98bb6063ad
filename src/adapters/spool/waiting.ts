import { bytesOfKey } from './key.ts'

/** The entries that wait, in the order in which they are to be drained; by key, with their number of webhooks. */
export interface Waiting {
  keys(): IterableIterator<string>
  has(key: string): boolean
  /** Those that are not held. */
  drainable(): Iterable<string>
  /** Keeps it from being drained, also before it is added, until it is released or deleted. */
  hold(key: string): void
  release(key: string): void
  webhooksOf(key: string): number
  /** Adds it behind all others. */
  add(key: string, webhooks: number): void
  delete(key: string): void
  /** Puts it behind all others, if it waits. */
  postpone(key: string): void
  size(): { readonly entries: number; readonly bytes: number; readonly held: number }
}

export function createWaiting(entries: Iterable<readonly [key: string, webhooks: number]>): Waiting {
  const waiting = new Map(entries)
  const held = new Set<string>()
  let bytes = 0
  for (const key of waiting.keys()) bytes += bytesOfKey(key)
  return {
    keys: () => waiting.keys(),
    has: (key) => waiting.has(key),
    *drainable() {
      for (const key of waiting.keys()) if (!held.has(key)) yield key
    },
    hold: (key) => void held.add(key),
    release: (key) => void held.delete(key),
    webhooksOf: (key) => waiting.get(key) ?? 0,
    add(key, webhooks) {
      if (!waiting.has(key)) bytes += bytesOfKey(key)
      waiting.set(key, webhooks)
    },
    delete(key) {
      held.delete(key)
      if (waiting.delete(key)) bytes -= bytesOfKey(key)
    },
    postpone(key) {
      const webhooks = waiting.get(key)
      if (webhooks !== undefined && waiting.delete(key)) waiting.set(key, webhooks)
    },
    size: () => ({ entries: waiting.size, bytes, held: held.size }),
  }
}
