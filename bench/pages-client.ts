/** The token that services of the bench are started with. */
const TOKEN = 'token-of-the-bench-only'

/** Signs in as a browser does, and gives the session's cookie. */
export async function signIn(url: string): Promise<string> {
  const answer = await send(url, '', '/sign-in', { token: TOKEN, name: 'Bench', next: '/' })
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

/** Sends a form, and gives the path that it leads to. */
export async function post(
  url: string,
  cookie: string,
  path: string,
  form: Record<string, string>,
): Promise<string> {
  return (await send(url, cookie, path, form)).headers.get('location') ?? '/'
}

/** A page as somebody in a time zone opens it. */
export async function textOf(url: string, cookie: string, path: string, zone: string): Promise<string> {
  const headers = { cookie: `${cookie}; bluetick_zone=${encodeURIComponent(zone)}`, accept: 'text/html' }
  const answer = await fetch(url + path, { headers })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`)
  return answer.text()
}

function send(url: string, cookie: string, path: string, form: Record<string, string>): Promise<Response> {
  const headers = { cookie, origin: url, accept: 'text/html' }
  return fetch(url + path, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' })
}
