import type { Status } from '../messages/conclusion.ts'
import { type Column, ROLES, type Role, type Shape, type TableName, whyPolled } from './shape.ts'
import { holdsTimes } from './times.ts'
import { type Habits, holdsWords, isInserted, isWrittenRole } from './write-back.ts'

/** What linking a table will and will not do, in one sentence. */
export interface LinkFinding {
  readonly table: TableName
  /** `fits`; `limit`: something stays out; `refused`: the table is not linked. */
  readonly state: 'fits' | 'limit' | 'refused'
  readonly message: string
}

/** What keeps linked tables from being used just now, or as a whole. */
export interface LinkProblems {
  /** Why a table cannot be used. */
  readonly unusable: ReadonlyMap<TableName, string>
  /** Tables of which row level security may hide rows. */
  readonly hiding: readonly TableName[]
}

const STATUSES: readonly Status[] = ['pending', 'sent', 'delivered', 'read', 'failed']
/** What is not to be found out row by row. */
export const HIDING =
  'Row level security may hide rows from the role: those are neither read nor written nor listed, and one that is hidden later counts as deleted.'
/** As long as Meta's codes are. */
const CODE_CHARACTERS = 6

/** What the catalogue and the rows that are there say of a table. */
export function findingsOf(shape: Shape, habits: Habits): readonly LinkFinding[] {
  const { name, roles } = shape
  const limit = (message: string): LinkFinding => ({ table: name, state: 'limit', message })
  const findings: LinkFinding[] = []
  const written = ROLES[name].filter((role) => isWrittenRole(name, role))
  const columns = written.flatMap((role) => {
    const column = roles.get(role)
    return column === undefined ? [] : [{ column, problem: problemOf(column, role, name) }]
  })
  const writable = columns.flatMap(({ column, problem }) => (problem === undefined ? [column] : []))
  findings.push({
    table: name,
    state: 'fits',
    message:
      writable.length === 0
        ? 'Its rows are read; nothing is written back.'
        : `Its rows are read by ${shape.keys.map((key) => `${key.name} (${key.type})`).join(' and ')}; written back: ${writable.map((c) => c.name).join(', ')}.`,
  })
  const missing = written.filter((role) => !roles.has(role) && role !== 'failure_code')
  if (missing.length > 0) findings.push(limit(`It has no ${missing.join(', ')}: not written.`))
  for (const { problem } of columns) if (problem !== undefined) findings.push(limit(problem))
  const naive = writable.filter((column) => column.type.startsWith('timestamp without'))
  if (naive.length > 0)
    findings.push(
      limit(`${naive.map((c) => c.name).join(', ')}: without time zone, so UTC is read and written.`),
    )
  findings.push(...wordFindings(shape, habits))
  const id = roles.get(name === 'broadcasts_messages' ? 'message_id' : 'whatsapp_message_id')
  if (id !== undefined && id.maxCharacters > 0)
    findings.push(
      limit(
        `${id.name} holds ${id.maxCharacters} characters: messages with longer ids are listed as failures.`,
      ),
    )
  if (name === 'broadcasts_messages' && id?.isReferenced)
    findings.push(
      limit(
        `Other tables refer to ${id.name} and do not follow when it changes: of messages whose id changes it stays, which is listed as a failure.`,
      ),
    )
  const code = roles.get('failure_code')
  if (code !== undefined && code.maxCharacters > 0 && code.maxCharacters < CODE_CHARACTERS)
    findings.push(
      limit(`${code.name} holds ${code.maxCharacters} characters: longer codes are listed as failures.`),
    )
  if (name === 'broadcasts_messages' && id?.isIndexed === false)
    findings.push(limit(`${id.name} has no index: every look for a message reads the whole table.`))
  if (name === 'broadcasts_messages' && !isInserted(shape))
    findings.push(limit('The role may not insert: messages that only webhooks know stay out.'))
  const deletedAt = roles.get('deleted_at')
  if (deletedAt !== undefined)
    findings.push(
      limit(
        holdsTimes(deletedAt)
          ? `Rows whose ${deletedAt.name} is a time count as deleted.`
          : `${deletedAt.name} is of type ${deletedAt.type}, which holds no times: no row counts as deleted by it.`,
      ),
    )
  if (name === 'broadcasts_messages')
    for (const role of ['created_at', 'updated_at']) {
      const column = roles.get(role)
      if (column !== undefined && !holdsTimes(column))
        findings.push(limit(`${column.name} is of type ${column.type}, which holds no times: left alone.`))
    }
  if (shape.hidesRows) findings.push(limit(HIDING))
  const polled = whyPolled(shape)
  if (polled !== undefined) findings.push(limit(`${polled}: changes are found by polling all rows.`))
  return findings
}

function problemOf(column: Column, role: Role, table: TableName): string | undefined {
  if (column.isGenerated) return `${column.name} is generated: left alone.`
  if (!column.mayUpdate)
    return `The role may not update ${column.name}: grant it UPDATE, or the column stays as it is.`
  if (role === 'status' && !holdsWords(column))
    return `${column.name} is of type ${column.type}, which holds no words: not written.`
  if (role.endsWith('_at') && !holdsTimes(column))
    return `${column.name} is of type ${column.type}, which holds no times: not written.`
  if (table === 'marketing_campaigns' && !'NS'.includes(column.category))
    return `${column.name} is of type ${column.type}, which holds no numbers: not written.`
  return undefined
}

function wordFindings(shape: Shape, { words, form }: Habits): readonly LinkFinding[] {
  const column = shape.roles.get('status')
  if (column === undefined || shape.name === 'marketing_campaigns' || form === 'json' || !holdsWords(column))
    return []
  const limit = (message: string): LinkFinding => ({ table: shape.name, state: 'limit', message })
  if (form === 'json-text') return [limit('status is text: JSON is read and written in it.')]
  const said = STATUSES.filter((status) => (words.wordOf.get(status) ?? status) !== status).map(
    (status) => `${words.wordOf.get(status)} for ${status}`,
  )
  const silent = STATUSES.filter((status) => !words.wordOf.has(status))
  const { maxCharacters: most, otherWords } = column
  const long = most === 0 ? [] : [...new Set(words.wordOf.values())].filter((word) => word.length > most)
  return [
    ...(said.length > 0 ? [limit(`status gets ${said.join(', ')}.`)] : []),
    ...(long.length > 0
      ? [limit(`status holds ${most} characters: ${long.join(', ')} are listed as failures.`)]
      : []),
    ...(otherWords.length > 0
      ? [
          limit(
            `A check of status names ${otherWords.join(', ')}, none of which means a status: what it refuses is listed as a failure.`,
          ),
        ]
      : []),
    ...(silent.length > 0
      ? [limit(`status has no word for ${silent.join(', ')}: it then stays as it is.`)]
      : []),
  ]
}
