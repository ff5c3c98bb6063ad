import type { PageView } from '../page.ts'
import type { Viewer } from '../viewer.ts'
import { LANGUAGE_NAMES } from '../words/languages.ts'

/** Zone, language, and the way out. */
export function settingsPage(viewer: Viewer, problem?: 'zoneUnknown'): PageView {
  const { words, session } = viewer
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name.includes('/'))]
  if (!zones.includes(viewer.zone)) zones.push(viewer.zone)
  return {
    title: words.settings,
    status: problem === undefined ? 200 : 400,
    content: (
      <>
        <h1>{words.settings}</h1>
        <form method="post" action="/settings" class="card narrow">
          {problem !== undefined && (
            <p class="problem" role="alert">
              {words[problem]}
            </p>
          )}
          <label>
            {words.timeZone}
            <select name="zone">
              {zones.map((zone) => (
                <option key={zone} value={zone} selected={zone === viewer.zone}>
                  {zone}
                </option>
              ))}
            </select>
            <small>{words.timeZoneHint}</small>
          </label>
          <label>
            {words.language}
            <select name="language">
              {Object.entries(LANGUAGE_NAMES).map(([language, name]) => (
                <option
                  key={language}
                  value={language}
                  lang={language}
                  selected={language === viewer.language}
                >
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" class="primary">
            {words.save}
          </button>
        </form>
        <form method="post" action="/sign-out" class="card narrow">
          <p>{session !== undefined && words.signedInAs(session.name)}</p>
          {!viewer.mayAct && <p class="soft">{words.mayOnlyLook}</p>}
          <button type="submit">{words.signOut}</button>
        </form>
      </>
    ),
  }
}
