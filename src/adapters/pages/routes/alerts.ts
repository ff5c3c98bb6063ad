import type { Labels } from '../../../domain/alerts/rule.ts'
import type { HistoryPosition } from '../../../domain/dashboard/alert-views.ts'
import { type Fields, type Frame, PageProblem } from '../frame.ts'
import type { PagesOptions } from '../options.ts'
import { readPosition, writePosition } from '../position.ts'
import { alertsPage } from '../views/alerts.tsx'
import { mailPage, mailsPage } from '../views/mails.tsx'
import { BACK_TEST_HOURS, rulePage, VALUE_HOURS } from '../views/rule.tsx'
import { SILENCE_HOURS, type SilenceForm, silencePage } from '../views/silence.tsx'

const HOUR_MS = 3_600_000
const MAX_TEXT_CHARACTERS = 1_000
const MAX_LABELS = 20

type AlertOptions = Pick<PagesOptions, 'alerts' | 'alertActions' | 'ruleNames' | 'now'>

/** Alerts, their rules, and what people do about them. */
export function alertRoutes(frame: Frame, { alerts, alertActions, ruleNames, now }: AlertOptions): void {
  frame.get('/alerts', async (viewer, query) => {
    const view = await alerts.alerts(positionOf(query('after')))
    const next = view.history.ok ? view.history.value.next : undefined
    return alertsPage(viewer, view, next && `/alerts?after=${writePosition(next)}#history`)
  })
  frame.get('/alerts/rules/:name', async (viewer, query, request) => {
    const hours = BACK_TEST_HOURS.find((one) => String(one) === query('hours')) ?? 0
    const valueHours = VALUE_HOURS.find((one) => String(one) === query('values')) ?? 24
    const view = await alerts.rule(String(request.params.name), valueHours, hours)
    if (view === undefined) throw new PageProblem('notFound')
    return rulePage(viewer, view)
  })

  frame.get('/alerts/mails', async (viewer) => mailsPage(viewer, await alerts.mails()))
  frame.get('/alerts/mails/:id', async (viewer, _query, request) => {
    const id = String(request.params.id)
    const mail = /^\d{1,18}$/.test(id) ? await alerts.mail(id) : undefined
    if (mail === undefined) throw new PageProblem('notFound')
    return mailPage(viewer, mail)
  })

  frame.post('/alerts/take', 'actor', async (viewer, form) => {
    const note = form('note').slice(0, MAX_TEXT_CHARACTERS)
    await alertActions.acknowledge({
      episode: form('episode'),
      author: viewer.session?.name ?? '',
      atMs: now(),
      ...(note !== '' && { note }),
    })
    return { to: '/alerts' }
  })

  frame.post('/alerts/give-back', 'actor', async (viewer, form) => {
    const author = viewer.session?.name ?? ''
    await alertActions.unacknowledge({ episode: form('episode'), author, atMs: now() })
    return { to: '/alerts' }
  })

  frame.get('/alerts/silence', (viewer, query) => {
    if (!viewer.mayAct) throw new PageProblem('mayOnlyLook')
    return silencePage(viewer, silenceOf(query), ruleNames(), undefined)
  })
  frame.post('/alerts/silence', 'actor', async (viewer, fields) => {
    const form = silenceOf(fields)
    const preview = await alerts.preview(form)
    if (form.reason === '') {
      return silencePage(viewer, form, ruleNames(), preview, viewer.words.reasonNeeded)
    }
    if (fields('step') !== 'silence' || preview.problem !== undefined) {
      return silencePage(viewer, form, ruleNames(), preview)
    }
    const startsAtMs = now()
    const { rule, labels, hours, reason } = form
    const author = viewer.session?.name ?? ''
    await alertActions.silence({
      rule,
      labels,
      startsAtMs,
      endsAtMs: startsAtMs + hours * HOUR_MS,
      author,
      reason,
    })
    return { to: '/alerts#silences' }
  })
  frame.post('/alerts/silence/end', 'actor', async (viewer, form) => {
    const id = form('id')
    if (!/^\d{1,18}$/.test(id)) throw new PageProblem('badRequest')
    await alertActions.endSilence(id, viewer.session?.name ?? '', now())
    return { to: '/alerts#silences' }
  })
}

function silenceOf(form: Fields): SilenceForm {
  const hours = SILENCE_HOURS.find((one) => String(one) === form('hours')) ?? SILENCE_HOURS[0]
  return {
    rule: form('rule').slice(0, MAX_TEXT_CHARACTERS) || '*',
    labels: labelsOf(form('labels')),
    hours,
    reason: form('reason').slice(0, MAX_TEXT_CHARACTERS),
  }
}

function labelsOf(text: string): Labels {
  if (text === '') return {}
  try {
    const labels: unknown = JSON.parse(text)
    const isObject = typeof labels === 'object' && labels !== null && !Array.isArray(labels)
    const entries = isObject ? Object.entries(labels) : undefined
    if (
      entries !== undefined &&
      entries.length <= MAX_LABELS &&
      entries.every(([, value]) => typeof value === 'string')
    ) {
      return Object.fromEntries(entries)
    }
  } catch {
    // Not one of ours: reported below.
  }
  throw new PageProblem('badRequest')
}

function positionOf(text: string): HistoryPosition | undefined {
  if (text === '') return undefined
  const [firedAt = '', id = ''] = readPosition(text, 2) ?? []
  if (Number.isNaN(Date.parse(firedAt))) throw new PageProblem('badRequest')
  return [firedAt, id]
}
