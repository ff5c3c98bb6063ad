import type { OwnRow, TheirRow } from '../../../src/domain/link/ports.ts'
import { type Column, ROLES, type Role, type Shape, type TableName } from '../../../src/domain/link/shape.ts'
import type { Habits } from '../../../src/domain/link/write-back.ts'

/** A column that may be read and written, of type text unless `more` says otherwise. */
export function columnOf(name: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type: 'text',
    sqlType: 'pg_catalog.text',
    category: 'S',
    maxCharacters: 0,
    isRequired: false,
    hasDefault: false,
    isGenerated: false,
    keyPlace: 0,
    isUnique: false,
    isIndexed: true,
    isReferenced: false,
    mayRead: true,
    mayUpdate: true,
    mayInsert: true,
    words: [],
    isClosed: false,
    otherWords: [],
    ...more,
  }
}

export const TIME: Partial<Column> = { type: 'timestamp with time zone', category: 'D' }
export const NAIVE: Partial<Column> = { type: 'timestamp without time zone', category: 'D' }
export const NUMBER: Partial<Column> = { type: 'integer', category: 'N' }
export const JSONB: Partial<Column> = { type: 'jsonb', category: 'U' }

/** A table with every column that a role names but `deleted_at`, each of its usual type; `more` changes columns, or leaves them out. */
export function shapeWith(
  name: TableName,
  more: Readonly<Record<Role, Partial<Column> | undefined>> = {},
): Shape {
  const key = columnOf('id', { ...NUMBER, keyPlace: 1, hasDefault: true, ...more.id })
  const roles = new Map<Role, Column>()
  for (const role of ROLES[name]) {
    if (role in more ? more[role] === undefined : role === 'deleted_at') continue
    roles.set(role, columnOf(role, { ...usual(role), ...more[role] }))
  }
  return {
    schema: 'theirs',
    name,
    oid: '1',
    kind: 'r',
    columns: [key, ...roles.values()],
    mayTrigger: true,
    isOwner: true,
    hasHeirs: false,
    hidesRows: false,
    hasTrigger: true,
    notedKeys: ['id'],
    keys: [key],
    roles,
  }
}

function usual(role: Role): Partial<Column> {
  if (role.endsWith('_at')) return TIME
  return role.startsWith('messages_') ? NUMBER : {}
}

/** Writes our own words. */
export const PLAIN: Habits = {
  words: {
    wordOf: new Map([
      ['pending', 'pending'],
      ['sent', 'sent'],
      ['delivered', 'delivered'],
      ['read', 'read'],
      ['failed', 'failed'],
    ]),
  },
  form: 'word',
}

export const theirs = (values: TheirRow['values'], key = '7'): TheirRow => ({ key, values })
export const own = (values: OwnRow['values']): OwnRow => ({ key: '1', ids: ['wamid.1'], values })
