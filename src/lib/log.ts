/** One JSON object a line, on standard output. Fields are ids, counts and names of things, never what a person typed (P-29). */
export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>
export type Log = Readonly<Record<Level, (event: string, fields?: Fields) => void>>

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error']

/** @param write takes one line without its line end */
export function createLog(threshold: Level, write: (line: string) => void, now: () => Date): Log {
  const at = (level: Level) => (event: string, fields?: Fields) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(threshold)) return
    write(JSON.stringify({ at: now().toISOString(), level, event, ...fields }))
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/**
 * What may be said of an error: its class, a database error code, and where in our code it arose.
 *
 * Not its message: a driver's message may quote the row it could not write (P-29).
 */
export function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = (error as { code?: unknown }).code
  const where = error.stack?.split('\n').find((line) => /\.(ts|tsx|mjs):\d+/.test(line))
  const at = where?.match(/([\w.-]+\.(?:ts|tsx|mjs):\d+)/)?.[1]
  return { error: error.name, ...(typeof code === 'string' && { code }), ...(at && { source: at }) }
}
