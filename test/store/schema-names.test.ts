import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createSchemaNames } from '../../src/adapters/postgres/schema/schema-names.ts'

test('a schema of its own leaves the settings of transactions their names, in every file of sql', async () => {
  const { qualify } = createSchemaNames({ own: 'elsewhere', documents: 'elsewhere' })
  const files = (await readdir('sql', { recursive: true })).filter((file) => file.endsWith('.sql'))
  const texts = await Promise.all(files.map((file) => readFile(`sql/${file}`, 'utf8')))
  const SETTINGS = /(?:current_setting|set_config)\s*\(\s*'([^']+)'|SET\s+(?:LOCAL\s+)?([\w."]+)\s*=/gi
  const settingsIn = (text: string) => [...text.matchAll(SETTINGS)].map(([, quoted, bare]) => quoted ?? bare)
  expect(texts.flatMap(settingsIn)).toContain('bluetick.linking')
  for (const text of texts) expect(settingsIn(qualify(text))).toEqual(settingsIn(text))
})
