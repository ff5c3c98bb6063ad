import { expect, test } from 'vitest'
import { closeAll } from '../../src/compose/close-all.ts'

test('parts are closed in the reverse order of their start; one that fails is named, and the others are closed', async () => {
  const closed: string[] = []
  const failed: string[] = []
  const part = (name: string, error?: Error) => ({
    name,
    async close() {
      if (error !== undefined) throw error
      closed.push(name)
    },
  })
  await closeAll([part('spool'), part('database', new Error('no')), part('listener')], (name, error) =>
    failed.push(`${name}: ${error}`),
  )
  expect(closed).toEqual(['listener', 'spool'])
  expect(failed).toEqual(['database: Error: no'])
})
