import type { Look, PageView } from '../page.ts'

/** What went wrong with a page as a whole, for the person who asked for it. */
export type Problem = 'notFound' | 'failed' | 'databaseAway' | 'badRequest' | 'refusedOrigin' | 'mayOnlyLook'

const STATUS: Readonly<Record<Problem, number>> = {
  notFound: 404,
  failed: 500,
  databaseAway: 503,
  badRequest: 400,
  refusedOrigin: 403,
  mayOnlyLook: 403,
}

/** A page that says what is wrong, and what to do. */
export function problemPage(look: Look, problem: Problem, detail?: string): PageView {
  const { words } = look
  const lead = {
    notFound: words.notFoundLead,
    failed: words.failedLead,
    databaseAway: words.databaseAwayLead,
  }
  return {
    title: words[problem],
    status: STATUS[problem],
    live: problem === 'databaseAway',
    content: (
      <div class="card narrow">
        <h1>{words[problem]}</h1>
        <p>{problem in lead ? lead[problem as keyof typeof lead] : detail}</p>
        <p>
          <a href="/">{words.overview}</a>
        </p>
      </div>
    ),
  }
}
