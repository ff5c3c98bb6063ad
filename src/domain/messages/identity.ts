/**
 * One message is known by several ids: AiSensy's `submitted_message_id` (a UUID), an internal `AS-…`, and
 * later WhatsApp's own `wamid…`. The canonical one, which `broadcasts_messages.message_id` shows, is a
 * function of the set of ids alone, so the order in which they became known does not matter.
 */
export function canonicalId(ids: Iterable<string>): string {
  let best: string | undefined
  for (const id of ids) {
    if (best === undefined || rank(id) < rank(best) || (rank(id) === rank(best) && id < best)) best = id
  }
  if (best === undefined) throw new Error('A message without an id cannot be named: pass at least one id.')
  return best
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** WhatsApp's id before any other; a UUID is stable where `AS-…` is AiSensy's own business. */
function rank(id: string): number {
  if (id.startsWith('wamid.')) return 0
  if (id.startsWith('AS-')) return 3
  if (isOwnReference(id)) return 4
  return UUID.test(id) ? 2 : 1
}

const OWN_REFERENCE = /^bluetick:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether it is Bluetick's own name for a message that it sent, which reports bring back beside the sender's. */
export function isOwnReference(text: string): boolean {
  return OWN_REFERENCE.test(text)
}
