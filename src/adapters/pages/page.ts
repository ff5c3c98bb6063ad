import type { ComponentChildren } from 'preact'
import type { Viewer } from './viewer.ts'

/** The entries of the navigation. */
export const SECTIONS = [
  'overview',
  'campaigns',
  'messages',
  'whenToSend',
  'sending',
  'account',
  'alerts',
  'health',
] as const
export type Section = (typeof SECTIONS)[number]

/** Where each section lies. */
export const PATHS: Readonly<Record<Section, string>> = {
  overview: '/',
  campaigns: '/campaigns',
  messages: '/messages',
  whenToSend: '/when',
  sending: '/sending',
  account: '/account',
  alerts: '/alerts',
  health: '/health',
}

/** A page, without what is around it. */
export interface PageView {
  readonly title: string
  readonly section?: Section
  readonly status?: number
  /** Something critical fires: the browser's tab shows it. */
  readonly alarm?: boolean
  /** Shows itself anew, as long as somebody looks. */
  readonly live?: boolean
  /** Draws charts. */
  readonly charts?: boolean
  readonly content: ComponentChildren
}

/** What every part of a page needs to write itself. */
export type Look = Pick<Viewer, 'words' | 'formats' | 'zone' | 'mayAct' | 'showsNumbers' | 'seal' | 'path'>
