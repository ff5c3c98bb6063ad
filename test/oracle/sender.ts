import { KINDS, type Step, type Times, type Where, type Written } from './steps.ts'

interface Statement {
  readonly text: string
  readonly values: unknown[]
}

/** SQLSTATEs of what the sender's statement itself breaks: a unique id, a campaign that is not there. */
const PLAIN = new Set(['23503', '23505'])

export function isPlainRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PLAIN.has(String(error.code))
}

/** A step of a sender's own service as the statements of one transaction. */
export function toSql(step: Step): Statement[] {
  switch (step.do) {
    case 'insert-campaign':
      // Its recipients first: the key is looked at when the transaction ends.
      return [
        ...(step.rows ?? []).map(insertRow),
        { text: 'INSERT INTO marketing_campaigns (id, name) VALUES ($1, $2)', values: [step.id, step.name] },
      ]
    case 'copy-campaign':
      return [
        ...copiesOf(step.id),
        { text: 'UPDATE campaign_copy SET id = $1, name = $1', values: [step.to] },
        { text: 'UPDATE copy SET campaign_id = $1, id = id + 1000000', values: [step.to] },
        ...PUT_BACK,
      ]
    case 'put-back-campaign':
      return [
        ...copiesOf(step.id),
        { text: 'DELETE FROM marketing_campaigns WHERE id = $1', values: [step.id] },
        ...PUT_BACK,
      ]
    case 'insert-recipients':
      return step.rows.map(insertRow)
    case 'update-recipients': {
      const given = columnsOf(step.set)
      const { text, values } = whereOf(step.where, given.length)
      const set = given.map(([column], n) => `${column} = $${n + 1}`).join(', ')
      return [
        {
          text: `UPDATE campaign_recipients SET ${set} WHERE ${text}`,
          values: [...given.map(([, value]) => value), ...values],
        },
      ]
    }
    case 'delete-recipients': {
      const { text, values } = whereOf(step.where)
      return [{ text: `DELETE FROM campaign_recipients WHERE ${text}`, values }]
    }
    case 'replace-recipients': {
      const { text, values } = whereOf(step.where)
      return [
        {
          text: `CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM campaign_recipients WHERE ${text}`,
          values,
        },
        { text: `DELETE FROM campaign_recipients WHERE ${text}`, values },
        { text: 'INSERT INTO campaign_recipients SELECT * FROM copy', values: [] },
      ]
    }
    case 'truncate-recipients':
      return [{ text: 'TRUNCATE campaign_recipients', values: [] }]
    case 'insert-message':
      return [
        {
          text: 'INSERT INTO broadcasts_messages (message_id, phone_number, status, created_at) VALUES ($1, $2, $3, $4)',
          values: [
            step.id,
            step.phone ?? null,
            statusOf(step.times, step.naive),
            new Date(step.createdAt).toISOString(),
          ],
        },
      ]
    case 'update-message':
      return [
        {
          text: 'UPDATE broadcasts_messages SET status = $1 WHERE message_id = $2',
          values: [statusOf(step.times, false), step.id],
        },
      ]
    case 'delete-message':
      return [{ text: 'DELETE FROM broadcasts_messages WHERE message_id = $1', values: [step.id] }]
    case 'truncate-messages':
      return [{ text: 'TRUNCATE broadcasts_messages', values: [] }]
    case 'overwrite-counters':
      return [
        {
          text: 'UPDATE marketing_campaigns SET messages_sent = 77, messages_read = NULL WHERE id = $1',
          values: [step.id],
        },
      ]
    case 'delete-campaign':
      return [{ text: 'DELETE FROM marketing_campaigns WHERE id = $1', values: [step.id] }]
    default:
      throw new Error(`Not a step of a sender's: ${step.do}`)
  }
}

function copiesOf(id: string): Statement[] {
  return [
    {
      text: 'CREATE TEMP TABLE campaign_copy ON COMMIT DROP AS SELECT * FROM marketing_campaigns WHERE id = $1',
      values: [id],
    },
    {
      text: 'CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM campaign_recipients WHERE campaign_id = $1',
      values: [id],
    },
  ]
}

const PUT_BACK: Statement[] = [
  { text: 'INSERT INTO marketing_campaigns SELECT * FROM campaign_copy', values: [] },
  { text: 'INSERT INTO campaign_recipients SELECT * FROM copy', values: [] },
]

function insertRow(row: Written): Statement {
  const given = columnsOf(row)
  const columns = given.map(([column]) => column).join(', ')
  const places = given.map((_, n) => `$${n + 1}`).join(', ')
  return {
    text: `INSERT INTO campaign_recipients (${columns}) VALUES (${places})`,
    values: given.map(([, value]) => value),
  }
}

function columnsOf(written: Written): [string, unknown][] {
  return Object.entries(written).map(([column, value]) => [
    column,
    typeof value === 'number' ? new Date(value).toISOString() : value,
  ])
}

function whereOf({ reference, messageId, campaign }: Where, given = 0): Statement {
  const conditions = [
    ['reference', reference],
    ['whatsapp_message_id', messageId],
    ['campaign_id', campaign],
  ].filter(([, value]) => value !== undefined)
  return {
    text:
      conditions.length === 0
        ? 'true'
        : conditions.map(([column], n) => `${column} = $${given + n + 1}`).join(' AND '),
    values: conditions.map(([, value]) => value),
  }
}

/** As Bluetick writes times; `naive`: as services do that leave the zone out. */
function statusOf(times: Times, naive: boolean): string {
  const texts = KINDS.flatMap((kind) => {
    const at = times[kind]
    if (at === undefined) return []
    const iso = new Date(at).toISOString().replace('.000Z', 'Z')
    return [[kind, naive ? iso.replace('Z', '') : iso]]
  })
  return JSON.stringify(Object.fromEntries(texts))
}
