import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// An id that a message bears and a row that others inserted, when the message is deleted before the two were joined.

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await commitBatch(subject.store, [report({ ids: ['wamid.A', 'AS-1'], kind: 'sent' })], 'latest')
})

const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const join = () => joinExternalRows(subject.store, 'latest', new AbortController().signal)
const read = () => commitBatch(subject.store, [report({ ids: ['AS-1'], kind: 'read' })], 'latest')
const messages = () => rows("SELECT message_id, status ? 'read' AS read FROM broadcasts_messages")
const READ_ONE = [{ message_id: 'AS-1', read: true }]

const INSERT = (columns: string, values: string) =>
  `INSERT INTO broadcasts_messages (${columns}, status) VALUES (${values}, '{"sent": "2023-12-10T11:00:00Z"}')`
const DELETE = "DELETE FROM broadcasts_messages WHERE message_id = 'wamid.A'"

test('leads to the row at once', async () => {
  await rows(INSERT('message_id', "'AS-1'"))
  await rows(DELETE)
  expect(await read()).toMatchObject({ refused: [] })
  await join()
  expect(await messages()).toEqual(READ_ONE)
})

test('leads to the row that bears it as another id', async () => {
  await rows(INSERT('message_id, aliases', "'wamid.B', '{AS-1}'"))
  await rows(DELETE)
  expect(await read()).toMatchObject({ refused: [] })
  await join()
  expect(await messages()).toEqual([{ message_id: 'wamid.B', read: true }])
})

test('leads to the row once the worker has seen it, where neither session saw the other', async () => {
  const theirs = await subject.pool.connect()
  await theirs.query('BEGIN')
  await theirs.query(INSERT('message_id', "'AS-1'"))
  await rows(DELETE)
  await theirs.query('COMMIT')
  theirs.release()
  await join()
  expect(await read()).toMatchObject({ refused: [] })
  expect(await messages()).toEqual(READ_ONE)
})
