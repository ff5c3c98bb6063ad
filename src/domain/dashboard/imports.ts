import type { ImportSummary, ListFormat } from '../campaigns/recipient-line.ts'
import type { Country } from '../phones/numbering-plans.ts'

/** An import that was begun on a page. */
export interface ImportJob {
  readonly campaignId: string
  /** Lines taken so far. */
  readonly lines: number
  readonly summary?: ImportSummary
  /** Why the list could not be read any further; what was taken before stays. */
  readonly problem?: string
}

/** Imports that pages begin and watch; each replica knows its own. */
export interface ImportJobs {
  /** Begins an import; `country` is where numbers without a country code are from. @returns its id */
  start(campaignId: string, list: Uint8Array, format: ListFormat, country: Country | undefined): string
  /** Undefined where it was begun elsewhere, or long ago. */
  find(id: string): ImportJob | undefined
}
