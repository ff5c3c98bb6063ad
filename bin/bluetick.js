#!/usr/bin/env node
// The command line of a clone (`npx bluetick`) as well as of an image.
import process from 'node:process'
import { buildWhereStale } from './build.js'

if (!buildWhereStale()) process.exit(3)
await import(new URL('../dist/compose/cli.js', import.meta.url).href)
