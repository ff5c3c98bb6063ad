import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { visit } from './browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong on a page: it runs beside the page's own scripts, which its policy does not concern. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))
}

const WIDTHS = [390, 1280]

/**
 * What keeps people from using some pages of a service: in light and dark, on a phone and on a desk. What axe finds, what is
 * wider than the screen, and what goes wrong while they load.
 */
export async function obstaclesOn(
  browser: Browser,
  url: string,
  paths: readonly (string | null)[],
): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, context, problems } = await visit(browser, url, { colorScheme })
    for (const path of paths) {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(`${url}${path}`)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        const wrong = [
          ...(await violationsOn(page)),
          ...(overflow > 0 ? [`${overflow} pixels too wide`] : []),
        ]
        found.push(...wrong.map((what) => `${path} ${colorScheme} ${width}: ${what}`))
      }
    }
    found.push(...problems)
    await context.close()
  }
  return found
}
