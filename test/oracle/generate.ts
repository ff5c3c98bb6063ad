import type { Inbound, Item, Kind, Line, Replica, Step, Times, Where, Written } from './steps.ts'

/** From 0 to 1, the same for the same seed: mulberry32, since Math.random cannot be repeated. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What reports name. */
const CAMPAIGNS = ['Holi', 'Diwali', 'api-1', 'own-1', 'own-2']
/** Ids under which somebody makes a campaign that reports name otherwise. */
const OTHER_IDS = ['camp-Holi', 'camp-Diwali', 'camp-own-1']
const IDS = [...CAMPAIGNS, ...OTHER_IDS]
const COPIES = ['copy-1', 'copy-2']
/** What campaigns are renamed to; one is another's name. */
const NAMES = ['Winter', 'spring', 'Diwali', 'own-2']
const CODES = ['131026', '131049', '131000']
const CATEGORIES = ['marketing', 'utility']
const MESSAGES = 14
const DAY_MS = 24 * 60 * 60_000

/** A person, the message to them, and the campaign it belongs to: reports of one message always name the same. */
interface Subject {
  readonly n: number
  readonly phone: string
  readonly campaign: string
  /** WhatsApp's id, AiSensy's, and the one under which it was submitted. */
  readonly ids: readonly string[]
  readonly sentAt: number
}

/** Draws the steps of one run. The same seed on the same day gives the same. */
export function generate(seed: number, length: number, todayMs: number): Step[] {
  const random = createRandom(seed)
  const upTo = (n: number) => Math.floor(random() * n)
  const chance = (p: number) => random() < p
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length)] as T
  const replica = (): Replica => (chance(0.5) ? 0 : 1)
  const subjects: Subject[] = Array.from({ length: MESSAGES }, (_, n) => ({
    n,
    phone: `+9198000000${String(n).padStart(2, '0')}`,
    campaign: pick(CAMPAIGNS),
    ids: [`wamid.${n}`, `AS-${n}`, `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`],
    sentAt: todayMs - 5 * DAY_MS + n * 600_000,
  }))
  const inbounds: Inbound[] = []
  /** Matching them takes its time: half of the runs go without. */
  const inboundWeight = chance(0.5) ? 10 : 0
  let references = 0
  let seconds = 0
  /** A time of its own each: what others write is then always a change. */
  const aTime = () => todayMs - 3 * DAY_MS + ++seconds * 7_000

  function times(subject: Subject): Times {
    const at: Partial<Record<Kind, number>> = {}
    const later = [0, 1, 5, 90, 700].map((s) => s * 1000)
    if (chance(0.6)) at.sent = subject.sentAt + (chance(0.2) ? 1000 : 0)
    if (chance(0.5)) at.delivered = subject.sentAt + pick(later)
    if (chance(0.35)) at.read = subject.sentAt + 5_000 + pick(later)
    if (chance(0.08)) at.played = subject.sentAt + 20_000
    if (chance(0.2)) at.failed = subject.sentAt + pick(later)
    return Object.keys(at).length === 0 ? { sent: subject.sentAt } : at
  }

  function item(subject: Subject, as: 'flat' | 'meta' | 'aisensy', spelling = chance(0.2)): Item {
    const said = times(subject)
    const [wamid = '', internal = '', submitted = ''] = subject.ids
    const ids =
      as === 'aisensy' ? pick([[wamid], [internal, submitted], [wamid, submitted], [internal]]) : [wamid]
    return {
      ids,
      times: said,
      ...(chance(0.7) && { phone: subject.phone }),
      ...(as === 'aisensy' &&
        chance(0.7) && { campaign: spelling ? ` ${subject.campaign.toUpperCase()}` : subject.campaign }),
      ...(said.failed !== undefined &&
        chance(0.8) && { codes: [pick(CODES), ...(chance(0.3) ? [pick(CODES)] : [])] }),
      ...(as !== 'aisensy' && chance(0.4) && { category: pick(CATEGORIES) }),
    }
  }

  function webhook(of: Subject = pick(subjects)): Step {
    const as = pick(['flat', 'meta', 'aisensy', 'aisensy'] as const)
    const items = [item(of, as)]
    if (as !== 'aisensy') while (chance(0.5)) items.push(item(pick(subjects), as))
    return { do: 'webhook', by: replica(), as, items }
  }

  /** Different messages, or one report several times: what makes a difference in which order they come is not at once. */
  function atOnce(): Step {
    const chosen = subjects.filter(() => chance(0.4))
    const steps = chosen.flatMap((subject) => {
      const as = pick(['flat', 'meta', 'aisensy'] as const)
      // A new campaign is called as the first says: which one that is would be chance.
      const one: Step = { do: 'webhook', by: replica(), as, items: [item(subject, as, false)] }
      return chance(0.3) ? [one, { ...one, by: replica() }] : [one]
    })
    return { do: 'at-once', steps }
  }

  /** Replies that name a message by any of its ids, or none; some come twice. */
  function inbound(): Step {
    const messages = Array.from({ length: 1 + upTo(2) }, () => {
      if (inbounds.length > 0 && chance(0.2)) return pick(inbounds)
      const subject = pick(subjects)
      const after = pick([0, 1, 3, 60, 900, 4000, 75 * 3600]) * 1000
      const made: Inbound = {
        id: `in-${inbounds.length}`,
        phone: subject.phone,
        at: subject.sentAt + after + (inbounds.length % 2) * 1000,
        ...(chance(0.4) && { answers: pick(subject.ids) }),
      }
      inbounds.push(made)
      return made
    })
    return { do: 'inbound', by: replica(), as: pick(['flat', 'meta'] as const), messages }
  }

  /** What one replica takes without a database comes later than what the other wrote meanwhile. */
  function outage(): Step {
    const step = atOnce()
    return { do: 'outage', by: replica(), steps: step.do === 'at-once' ? step.steps : [] }
  }

  function written(subject: Subject): Written {
    const id = pick<string | undefined>([
      undefined,
      undefined,
      '',
      subject.ids[0],
      subject.ids[0],
      subject.ids[2],
    ])
    const digits = subject.phone.slice(1)
    const phone = chance(0.7)
      ? pick([subject.phone, digits, `00${digits}`, `+${digits.slice(0, 2)} ${digits.slice(2)}`])
      : undefined
    return {
      campaign_id: chance(0.85) ? pick([subject.campaign, `camp-${subject.campaign}`]) : pick(IDS),
      reference: `r${references++}`,
      ...(phone !== undefined && { phone_number: phone }),
      ...(id !== undefined && { whatsapp_message_id: id }),
      ...(chance(0.4) && says()),
    }
  }

  /** What a sender's own service says of a recipient. */
  function says(): Written {
    const at = aTime()
    return pick<Written>([
      { status: 'sent', sent_at: at, updated_at: at },
      { status: 'delivered', updated_at: at },
      { read_at: at, updated_at: at },
      { status: 'failed', failed_at: at, updated_at: at },
      { status: 'read', sent_at: at - 5000, delivered_at: at, read_at: at, updated_at: at },
    ])
  }

  function where(): Where {
    const subject = pick(subjects)
    return chance(0.6) && references > 0
      ? { reference: `r${upTo(references)}` }
      : { messageId: pick(subject.ids), ...(chance(0.5) && { campaign: subject.campaign }) }
  }

  function line(): Line {
    const subject = pick(subjects)
    const kind = upTo(5)
    return {
      ...((kind === 0 || chance(0.5)) && { phone: subject.phone }),
      ...(kind === 1 && { message_id: subject.ids[0] as string }),
      ...(kind === 2 && {
        message_id: subject.ids[0] as string,
        submitted_message_id: subject.ids[2] as string,
      }),
      ...(kind === 3 && { submitted_message_id: subject.ids[2] as string }),
      ...((kind === 4 || chance(0.3)) && {
        reference: chance(0.3) && references > 0 ? `r${upTo(references)}` : `r${references++}`,
      }),
    }
  }

  function importStep(): Step {
    const lines = Array.from({ length: 1 + upTo(4) }, line)
    const [subject] = subjects
    return {
      do: 'import',
      by: replica(),
      as: pick(['csv', 'ndjson'] as const),
      campaign: chance(0.8) ? pick(IDS) : (subject?.campaign ?? 'Holi'),
      lines,
    }
  }

  function update(): Step {
    const set = pick<() => Written>([
      says,
      says,
      () => ({ whatsapp_message_id: pick([...pick(subjects).ids, '']) }),
      () => ({ campaign_id: pick(IDS) }),
      () => ({ phone_number: pick(subjects).phone }),
      () => ({
        whatsapp_message_id: pick(pick(subjects).ids),
        status: 'sent',
        sent_at: aTime(),
        updated_at: aTime(),
      }),
      () => ({ read_at: null, delivered_at: null, updated_at: aTime() }),
      () => ({ reference: `r${references++}` }),
    ])()
    return { do: 'update-recipients', where: where(), set }
  }

  function insertCampaign(): Step {
    const id = pick(['own-1', 'own-2', 'Holi', ...OTHER_IDS])
    return { do: 'insert-campaign', id, name: id.replace('camp-', ''), rows: [] }
  }

  const step = (): Step => {
    const kinds: [number, () => Step][] = [
      [30, webhook],
      [8, atOnce],
      [
        3,
        () => ({
          do: 'create-campaign',
          by: replica(),
          id: 'api-1',
          name: pick(['api-1', 'api-1', 'Diwali']),
        }),
      ],
      [inboundWeight, inbound],
      [1, outage],
      [1.5, () => ({ do: 'rename-campaign', by: replica(), id: pick(IDS), name: pick(NAMES) })],
      [10, importStep],
      [5, () => ({ do: 'patch', by: replica(), where: where(), set: line() })],
      [2, () => ({ do: 'recount', by: replica() })],
      [1, () => ({ do: 'restart', by: replica() })],
      [2, () => ({ do: 'minute', by: replica() })],
      [5, insertCampaign],
      [1, () => ({ do: 'copy-campaign', id: pick(IDS), to: pick(COPIES) })],
      [1, () => ({ do: 'put-back-campaign', id: pick([...IDS, ...COPIES]) })],
      [
        10,
        () => ({
          do: 'insert-recipients',
          rows: Array.from({ length: 1 + upTo(2) }, () => written(pick(subjects))),
        }),
      ],
      [10, update],
      [5, () => ({ do: 'delete-recipients', where: where() })],
      [2, () => ({ do: 'replace-recipients', where: chance(0.5) ? { campaign: pick(IDS) } : where() })],
      [0.4, () => ({ do: 'truncate-recipients' })],
      [
        4,
        () => ({
          do: 'insert-message',
          id: pick(pick(subjects).ids),
          times: times(pick(subjects)),
          createdAt: aTime(),
          naive: chance(0.5),
          ...(chance(0.3) && { phone: pick(subjects).phone }),
        }),
      ],
      [
        4,
        () => ({ do: 'update-message', id: pick(subjects).ids[0] as string, times: times(pick(subjects)) }),
      ],
      [3, () => ({ do: 'delete-message', id: pick(subjects).ids[0] as string })],
      [0.3, () => ({ do: 'truncate-messages' })],
      [2, () => ({ do: 'overwrite-counters', id: pick(IDS) })],
      [1, () => ({ do: 'delete-campaign', id: pick([...IDS, ...COPIES]) })],
    ]
    let at = random() * kinds.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, make] of kinds) {
      at -= weight
      if (at < 0) return withRowsBefore(make())
    }
    return webhook()
  }

  /** Recipients may come before their campaign in one transaction. */
  function withRowsBefore(made: Step): Step {
    if (made.do !== 'insert-campaign' || chance(0.5)) return made
    return { ...made, rows: [{ ...written(pick(subjects)), campaign_id: made.id }] }
  }

  return Array.from({ length }, step)
}
