import { ACTIONS, CATEGORIES } from '../../../domain/sending/plan.ts'
import { PlanRefusedError } from '../../../domain/sending/plan-request.ts'
import { type Fields, type Frame, PageProblem } from '../frame.ts'
import { planHref } from '../links.ts'
import type { PagesOptions } from '../options.ts'
import type { Look, PageView } from '../page.ts'
import { planPage } from '../views/plan.tsx'
import { type PlanForm, planFormPage } from '../views/plan-form.tsx'
import { sendingPage } from '../views/sending.tsx'

const PLANS_SHOWN = 50
const UNCERTAIN_SHOWN = 100
const EXCLUSIONS_SHOWN = 200
const LOG_SHOWN = 30
const MAX_TEXT_CHARACTERS = 1_024
const MAX_VALUES = 30

type SendingOptions = Pick<PagesOptions, 'sending' | 'campaigns'>

/** Plans: making one, looking at it, sending exactly that; and what is uncertain or stopped. */
export function sendingRoutes(frame: Frame, { sending, campaigns }: SendingOptions): void {
  const listPage = async (viewer: Look, problem?: string): Promise<PageView> =>
    sendingPage(
      viewer,
      {
        plans: await sending.plans.list(PLANS_SHOWN),
        uncertain: await sending.attempts.uncertain(UNCERTAIN_SHOWN),
        numbers: await sending.attempts.numbers(),
        log: await sending.plans.log(LOG_SHOWN),
      },
      problem,
    )
  const onePage = async (viewer: Look, hash: string, problem?: string): Promise<PageView> => {
    const plan = await sending.find(hash).catch(notFound)
    const results = await sending.plans.results(plan.id)
    const exclusions = await sending.plans.exclusions(plan.id, -1, EXCLUSIONS_SHOWN)
    return planPage(viewer, { plan, results, exclusions }, problem)
  }

  frame.get('/sending', (viewer) => listPage(viewer))
  frame.get('/sending/new', (viewer, query) => {
    if (!viewer.mayAct) throw new PageProblem('mayOnlyLook')
    return planFormPage(viewer, formOf(query), undefined)
  })
  frame.post('/sending/new', 'actor', async (viewer, fields) => {
    const form = formOf(fields)
    if ((await campaigns.people(form.campaign, {}, undefined, 1)) === undefined)
      return planFormPage(viewer, form, viewer.words.planNoCampaign)
    if (form.template === '') return planFormPage(viewer, form, viewer.words.planNoTemplate)
    const canary = countOf(form.canary)
    const limit = countOf(form.limit)
    try {
      const { plan } = await sending.plan({
        action: form.action,
        campaignId: form.campaign,
        template: { name: form.template, language: form.language, category: form.category },
        rules: {
          ...sending.rules,
          values: form.values,
          at: form.at,
          evenIfItMayStillArrive: form.evenIfItMayStillArrive,
          lateHours: form.at === 'best-hour' ? 1 : sending.rules.lateHours,
        },
        ...(canary !== undefined && { canary }),
        ...(limit !== undefined && { limit }),
        by: viewer.session?.name ?? '',
      })
      return { to: planHref(plan) }
    } catch (error) {
      if (error instanceof PlanRefusedError) return planFormPage(viewer, form, error.message)
      throw error
    }
  })

  frame.get('/sending/plans/:hash', (viewer, _query, request) => onePage(viewer, String(request.params.hash)))
  frame.post('/sending/plans/:hash', 'actor', async (viewer, form, request) => {
    const hash = String(request.params.hash)
    const decision = (['confirm', 'stop', 'resume'] as const).find((one) => one === form('decision'))
    if (decision === undefined) throw new PageProblem('badRequest')
    // Whoever sends says so twice: by the tick and by the button.
    if (decision === 'confirm' && form('sure') !== 'yes')
      return onePage(viewer, hash, viewer.words.planNotSure)
    try {
      return { to: planHref(await sending[decision](hash, viewer.session?.name ?? '')) }
    } catch (error) {
      if (error instanceof PlanRefusedError) return onePage(viewer, hash, error.message)
      throw error
    }
  })

  frame.post('/sending/uncertain', 'actor', async (viewer, form) => {
    const attempt = form('attempt')
    if (!UUID.test(attempt)) throw new PageProblem('badRequest')
    const by = viewer.session?.name ?? ''
    await sending.attempts.resolveByPerson(attempt, form('sent') === 'yes', by, sending.now())
    return { to: '/sending' }
  })
  frame.post('/sending/try', 'actor', async (viewer, form) => {
    const isStopped = await sending.attempts.tryNumber(
      form('number'),
      viewer.session?.name ?? '',
      sending.now(),
    )
    return isStopped ? { to: '/sending' } : listPage(viewer, viewer.words.numberNotStopped)
  })
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function formOf(fields: Fields): PlanForm {
  const text = (name: string) => fields(name).slice(0, MAX_TEXT_CHARACTERS)
  return {
    action: ACTIONS.find((action) => action === text('action')) ?? 'send',
    campaign: text('campaign'),
    template: text('template'),
    language: text('language') || 'en',
    category: CATEGORIES.find((category) => category === text('category')) ?? 'marketing',
    values: text('values')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(0, MAX_VALUES),
    at: text('at') === 'best-hour' ? 'best-hour' : 'once',
    canary: text('canary'),
    limit: text('limit'),
    evenIfItMayStillArrive: text('even') === 'yes',
  }
}

/** A whole number from 1; nothing for anything else. */
function countOf(written: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(written) ? Number(written) : undefined
}

function notFound(error: unknown): never {
  throw error instanceof PlanRefusedError ? new PageProblem('notFound') : error
}
