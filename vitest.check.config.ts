import { defineConfig } from 'vitest/config'

/** For `npm run check`: what can be read off the sources alone, without the PostgreSQL that the other tests start. */
export default defineConfig({ test: { include: ['test/architecture.test.ts'] } })
