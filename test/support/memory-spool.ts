import { type ReceivedBody, type Spool, SpoolFullError } from '../../src/domain/messages/ports.ts'

/** A spool in memory, with the contract of the one on disk; test/durability/spool-contract.test.ts runs both. */
export function createMemorySpool(maxBytes = Number.POSITIVE_INFINITY): Spool {
  const entries = new Map<string, readonly ReceivedBody[]>()
  const held = new Set<string>()
  let appended = 0
  let refusedBytes = 0
  const bytesOf = (bodies: readonly ReceivedBody[]) =>
    bodies.reduce((sum, { body }) => sum + body.byteLength, 0)
  const bytes = () => [...entries.values()].reduce((sum, bodies) => sum + bytesOf(bodies), 0)
  return {
    async append(bodies, options) {
      refusedBytes = bytesOf(bodies)
      if (bytes() + refusedBytes > maxBytes) throw new SpoolFullError('full')
      refusedBytes = 0
      const key = String(++appended)
      entries.set(key, bodies)
      if (options?.held === true) held.add(key)
      return { key }
    },
    async oldest(wantedBytes) {
      const found: { key: string; bodies: readonly ReceivedBody[] }[] = []
      let taken = 0
      for (const [key, bodies] of entries) {
        if (held.has(key)) continue
        if (found.length > 0 && taken + bytesOf(bodies) > wantedBytes) break
        taken += bytesOf(bodies)
        found.push({ key, bodies })
      }
      return found
    },
    release({ key }) {
      held.delete(key)
    },
    async remove(removed) {
      for (const { key } of removed) {
        entries.delete(key)
        held.delete(key)
      }
    },
    postpone(postponed) {
      for (const { key, bodies } of postponed) if (entries.delete(key)) entries.set(key, bodies)
    },
    size: () => ({ entries: entries.size, bytes: bytes(), held: held.size }),
    damage: async () => undefined,
    hasRoom: async () => refusedBytes === 0 || bytes() + refusedBytes <= maxBytes,
  }
}
