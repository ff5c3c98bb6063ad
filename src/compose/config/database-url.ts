/** `allow` is not among them: it would send everything in clear wherever the server lets us. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full']

/**
 * What is wrong with a connection string, and what would be right; nothing where it can be used. A mode that is
 * misspelt would mean no encryption to the driver, so it is refused here. Never quotes the string: it holds a password.
 */
export function databaseUrlProblem(url: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(url)) return 'must begin with postgresql://'
  if (!URL.canParse(url)) {
    return 'is not a valid URL: in user and password, write @ : / ? # % and blanks as %40 %3A %2F %3F %23 %25 %20'
  }
  const mode = sslModeOf(url)
  if (mode !== null && !SSL_MODES.includes(mode)) {
    return `has an sslmode that does not exist: choose from ${SSL_MODES.join(', ')}`
  }
  return undefined
}

/** Whether the certificate is to be checked against an authority that the string does not name. */
export function lacksAuthority(url: string): boolean {
  return sslModeOf(url) === 'verify-ca' && !new URL(url).searchParams.has('sslrootcert')
}

function sslModeOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get('sslmode') : null
}
