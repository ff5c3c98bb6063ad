import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A folder beside `src`, as a source finds it. */
const FOLDER = /new URL\('(?:\.\.\/)+(sql|web|docs\/\w+)\//g

test('the image holds every folder that the sources read at run time', () => {
  const dockerfile = readFileSync(`${ROOT}Dockerfile`, 'utf8')
  const sent = readFileSync(`${ROOT}.dockerignore`, 'utf8').split('\n')
  const folders = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [...readFileSync(`${ROOT}src/${file}`, 'utf8').matchAll(FOLDER)])
    .map(([, folder = '']) => folder)
  expect(folders).toEqual(expect.arrayContaining(['sql', 'web', 'docs/runbooks']))
  expect(folders.filter((folder) => !dockerfile.includes(`COPY ${folder} ${folder}\n`))).toEqual([])
  expect(folders.filter((folder) => !sent.includes(`!${folder}`))).toEqual([])
})
