import type { Errors } from './form.tsx'
import { t } from './words.ts'

const MIN = 12
const MAX = 128

/** What is wrong with a new password typed twice; empty: nothing. Length rather than kinds of characters. */
export function passwordErrors(form: URLSearchParams, email: string): Errors {
  const typed = form.get('new_password') ?? ''
  const fault = faultOf(typed, email)
  if (fault) return { new_password: t(`password.${fault}`, { min: MIN, max: MAX }) }
  if (typed !== form.get('repeated')) return { repeated: t('password.differs') }
  return {}
}

function faultOf(typed: string, email: string): 'too_short' | 'too_long' | 'too_plain' | null {
  if ([...typed].length < MIN) return 'too_short'
  if ([...typed].length > MAX) return 'too_long'
  const name = email.split('@')[0] ?? ''
  const holdsName = name.length > 3 && typed.toLowerCase().includes(name)
  return holdsName || new Set(typed).size < 5 ? 'too_plain' : null
}
