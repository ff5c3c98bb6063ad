/** The documents' tables, by the names that people know. */
export const LINKABLE = ['broadcasts_messages', 'marketing_campaigns', 'campaign_recipients'] as const
export type TableName = (typeof LINKABLE)[number]

/** What a column of theirs is for: the documents' names of columns. */
export type Role = string

/** The columns that linking reads or writes, as the documents name them. */
export const ROLES: Readonly<Record<TableName, readonly Role[]>> = {
  broadcasts_messages: ['message_id', 'phone_number', 'status', 'failure_code', 'created_at', 'updated_at'],
  marketing_campaigns: [
    'id',
    'name',
    'status',
    'messages_sent',
    'messages_delivered',
    'messages_read',
    'messages_failed',
    'messages_pending',
    'created_at',
  ],
  campaign_recipients: [
    'campaign_id',
    'phone_number',
    'whatsapp_message_id',
    'status',
    'sent_at',
    'delivered_at',
    'read_at',
    'failed_at',
    'failure_code',
    'created_at',
    'deleted_at',
  ],
}

/** What a table cannot be linked without. */
const NEEDED: Readonly<Record<TableName, readonly Role[]>> = {
  broadcasts_messages: ['message_id'],
  marketing_campaigns: [],
  campaign_recipients: ['campaign_id'],
}

/** A column as the catalogue describes it. */
export interface Column {
  readonly name: string
  /** As the server writes it, without length; of a domain the type beneath. */
  readonly type: string
  /** The same with its schema and in quotes, as SQL takes it whatever the search path is. */
  readonly sqlType: string
  /** `pg_type.typcategory`: S text, D time, N number, E enum, … */
  readonly category: string
  /** 0: as many as one likes. */
  readonly maxCharacters: number
  readonly isRequired: boolean
  readonly hasDefault: boolean
  readonly isGenerated: boolean
  /** Its place in the primary key, from 1; 0 where it is not part of it. */
  readonly keyPlace: number
  readonly isUnique: boolean
  readonly isIndexed: boolean
  /** Whether other rows refer to it, and do not follow when it changes. */
  readonly isReferenced: boolean
  readonly mayRead: boolean
  readonly mayUpdate: boolean
  readonly mayInsert: boolean
  /** The words that an enum, a check or the default names. */
  readonly words: readonly string[]
  /** Whether no other words are allowed. */
  readonly isClosed: boolean
  /** The words that its checks name, where none of them means a status. */
  readonly otherWords: readonly string[]
}

/** A relation of one of the documents' names that somebody else made. */
export interface Relation {
  readonly schema: string
  readonly name: TableName
  /** `pg_class.oid`: of a table that takes the place of another it is another. */
  readonly oid: string
  /** `pg_class.relkind`. */
  readonly kind: string
  readonly columns: readonly Column[]
  readonly mayTrigger: boolean
  /** Whether the role owns it, or acts for its owner: only then it may take a trigger away again. */
  readonly isOwner: boolean
  /** Whether other tables inherit from it: a trigger does not see what is written to those. */
  readonly hasHeirs: boolean
  /** Whether row level security may hide rows of it from the role. */
  readonly hidesRows: boolean
  /** Whether our trigger is on it. */
  readonly hasTrigger: boolean
  /** The columns that our trigger notes of a row; none where it is disabled. */
  readonly notedKeys: readonly string[]
}

/** A table of theirs that can be linked. */
export interface Shape extends Relation {
  /** Name a row: mostly one column, or the several of a primary key. */
  readonly keys: readonly [Column, ...Column[]]
  readonly roles: ReadonlyMap<Role, Column>
}

/** The shape of a relation, or one sentence that says why it cannot be linked. */
export function shapeOf(relation: Relation): Shape | string {
  const { name, kind, columns } = relation
  if (kind !== 'r' && kind !== 'p') return `${name} is not a table: only tables are linked.`
  const keys = keysOf(name, columns)
  if (keys === undefined) return `${name} has no key that names a row: give it a primary key.`
  const roles = new Map<Role, Column>()
  for (const role of ROLES[name]) {
    const column = columnFor(role, columns)
    if (column?.mayRead) roles.set(role, column)
  }
  if (!keys.every((key) => key.mayRead)) return `The role may not read ${name}: grant it SELECT.`
  const missing = NEEDED[name].find((role) => !roles.has(role))
  if (missing !== undefined) return `${name} has no column ${missing} that the role may read.`
  return { ...relation, keys, roles }
}

/** Why a trigger cannot note changes, so that all rows are polled; undefined where it can. */
export function whyPolled({ mayTrigger, isOwner, hasHeirs }: Relation): string | undefined {
  if (hasHeirs) return 'Other tables inherit from it, whose writes a trigger does not see'
  if (!mayTrigger) return 'The role may not make a trigger'
  return isOwner ? undefined : 'The role does not own it, so it could not take a trigger away again'
}

/** Whether our trigger notes rows by the keys that they have now. */
export function isNoted({ keys, notedKeys }: Shape): boolean {
  return notedKeys.join('\0') === keys.map(({ name }) => name).join('\0')
}

/**
 * What a table is to the link: where it changes, what is known of its rows by their keys may be of others, or columns that were away may
 * lack what was reported meanwhile.
 */
export function identityOf({ oid, keys, roles }: Shape): string {
  const columns = [...roles].map(
    ([role, { name, type, isGenerated, mayUpdate }]) =>
      `${role} ${name} ${type}${isGenerated || !mayUpdate ? ' as it is' : ''}`,
  )
  return JSON.stringify([oid, keys.map(({ name, type }) => `${name} ${type}`), columns])
}

/** The identity of a table that was not there when it was looked for. */
export const LOST = ''

/** How a table became another, from two identities; undefined where it did not. */
export function changeBetween(
  before: string,
  after: string,
): 'back' | 'table' | 'key' | 'columns' | undefined {
  if (before === LOST) return 'back'
  const [one, other] = [partsOf(before), partsOf(after)]
  if (one.oid !== other.oid) return 'table'
  if (one.keys !== other.keys) return 'key'
  return one.columns === undefined || one.columns === other.columns ? undefined : 'columns'
}

/** Former versions noted the keys beside the oid, and no columns. */
function partsOf(identity: string) {
  const [oid, ...rest]: unknown[] = JSON.parse(identity)
  const [keys, columns] = Array.isArray(rest[0]) ? rest : [rest, undefined]
  return { oid, keys: JSON.stringify(keys), columns: JSON.stringify(columns) as string | undefined }
}

/**
 * The column by which rows of ours find theirs, where it is not their key: a message's id, and a campaign's where the key is of more
 * than that, or no primary key.
 */
export function foundBy({ name, keys, roles }: Shape): Column | undefined {
  if (name === 'broadcasts_messages') return roles.get('message_id')
  const id = name === 'marketing_campaigns' ? roles.get('id') : undefined
  const isPrimary = keys.length === 1 && keys[0].keyPlace > 0
  return isPrimary || id === keys[0] ? undefined : id
}

/**
 * One column where one is enough: keys are compared as text all day. Of campaigns it is never another than `id` where there is one:
 * that is what recipients name, and a slug beside it names a campaign to people.
 */
function keysOf(name: TableName, columns: readonly Column[]): Shape['keys'] | undefined {
  const primary = columns.filter((column) => column.keyPlace > 0).toSorted((a, b) => a.keyPlace - b.keyPlace)
  const uniques = columns.filter((column) => column.isUnique && column.isRequired)
  const id = name === 'marketing_campaigns' ? columnFor('id', columns) : undefined
  const unique =
    uniques.find((column) => id === undefined || column === id) ??
    (primary.length > 1 ? undefined : uniques[0])
  const [first, ...others] = primary.length > 1 && unique !== undefined ? [unique] : primary
  if (first !== undefined) return [first, ...others]
  return unique === undefined ? undefined : [unique]
}

function columnFor(role: Role, columns: readonly Column[]): Column | undefined {
  return columns.find((c) => c.name === role) ?? columns.find((c) => squeezed(c.name) === squeezed(role))
}

/** Prisma's `deliveredAt` is SQL's `delivered_at`. */
function squeezed(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}
