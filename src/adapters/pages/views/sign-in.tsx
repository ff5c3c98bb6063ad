import type { Look, PageView } from '../page.ts'
import { MAX_NAME_CHARACTERS } from '../session.ts'

/** The page that asks who somebody is. */
export function signInPage(look: Look, next: string, problem?: 'wrongToken' | 'nameNeeded'): PageView {
  const { words } = look
  return {
    title: words.signIn,
    status: problem === undefined ? 401 : 403,
    content: (
      <form method="post" action="/sign-in" class="card narrow">
        <h1>{words.signIn}</h1>
        <p class="soft">{words.signInLead}</p>
        {problem !== undefined && (
          <p class="problem" role="alert" id="problem">
            {words[problem]}
          </p>
        )}
        <input type="hidden" name="next" value={next} />
        <label>
          {words.token}
          <input
            type="password"
            name="token"
            required
            autoComplete="current-password"
            aria-describedby={problem && 'problem'}
          />
        </label>
        <label>
          {words.yourName}
          <input type="text" name="name" required maxLength={MAX_NAME_CHARACTERS} autoComplete="name" />
          <small>{words.yourNameHint}</small>
        </label>
        <button type="submit" class="primary">
          {words.signIn}
        </button>
      </form>
    ),
  }
}
