import { ACTIONS, type Action, CATEGORIES, type Category } from '../../../domain/sending/plan.ts'
import type { Look, PageView } from '../page.ts'

/** A plan as somebody types it in. */
export interface PlanForm {
  readonly action: Action
  readonly campaign: string
  readonly template: string
  readonly language: string
  readonly category: Category
  readonly values: readonly string[]
  readonly at: 'once' | 'best-hour'
  readonly canary: string
  readonly limit: string
  readonly evenIfItMayStillArrive: boolean
}

/** Asks what is to be planned: nothing is sent by it. */
export function planFormPage(look: Look, form: PlanForm, problem: string | undefined): PageView {
  const { words } = look
  return {
    title: words.newPlan,
    section: 'sending',
    ...(problem !== undefined && { status: 400 }),
    content: (
      <>
        <p class="crumb">
          <a href="/sending">{words.sending}</a>
        </p>
        <h1>{words.newPlan}</h1>
        <form method="post" action="/sending/new" class="card narrow">
          <p class="soft">{words.newPlanHint}</p>
          {problem !== undefined && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          <label>
            {words.planAction}
            <select name="action">
              {ACTIONS.map((action) => (
                <option key={action} value={action} selected={action === form.action}>
                  {words.planActions[action]}
                </option>
              ))}
            </select>
          </label>
          <Text name="campaign" label={words.planCampaign} value={form.campaign} required />
          <Text name="template" label={words.planTemplate} value={form.template} required />
          <Text name="language" label={words.planLanguage} value={form.language} required />
          <label>
            {words.planCategory}
            <select name="category">
              {CATEGORIES.map((category) => (
                <option key={category} value={category} selected={category === form.category}>
                  {category}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.planValues}
            <textarea name="values" rows={3}>
              {form.values.join('\n')}
            </textarea>
            <small>{words.planValuesHint}</small>
          </label>
          <label>
            {words.planAt}
            <select name="at">
              <option value="once">{words.planAtOnce}</option>
              <option value="best-hour" selected={form.at === 'best-hour'}>
                {words.planBestHour}
              </option>
            </select>
          </label>
          <Text name="canary" label={words.planCanaryLabel} value={form.canary} />
          <Text name="limit" label={words.planLimit} value={form.limit} />
          <label class="check">
            <input type="checkbox" name="even" value="yes" checked={form.evenIfItMayStillArrive} />{' '}
            {words.planEvenIf}
          </label>
          <button type="submit" class="primary">
            {words.makePlan}
          </button>
        </form>
      </>
    ),
  }
}

function Text({
  name,
  label,
  value,
  required = false,
}: {
  name: string
  label: string
  value: string
  required?: boolean
}) {
  return (
    <label>
      {label}
      <input type="text" name={name} value={value} required={required} maxLength={512} />
    </label>
  )
}
