/** What the page of a draft does better with a script; it works without. */
import { chooseByPlace } from './form-commune.ts'
import { listFiles } from './form-files.ts'
import { sendInBackground } from './form-send.ts'
import { countLetters } from './form-story.ts'

start()

/** Anew for each page, also one that came as the answer to a saving. */
function start(): void {
  const form = document.querySelector<HTMLFormElement>('#form')
  document.querySelector<HTMLElement>('#said')?.focus({ preventScroll: true })
  if (!form) return
  // What came back with something wrong is not saved: no reload may take it.
  if (document.querySelector('.errors')) form.dataset.touched = ''
  for (const area of form.querySelectorAll<HTMLTextAreaElement>('textarea[data-count]')) countLetters(area)
  for (const field of form.querySelectorAll<HTMLElement>('[data-files]')) listFiles(form, field)
  for (const field of form.querySelectorAll<HTMLElement>('[data-commune]')) chooseByPlace(field)
  sendInBackground(form, start)
}

/** The chat may have got answers meanwhile: an untouched page shows them when one comes back to it. */
let leftAt = 0
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') leftAt = Date.now()
  else if (leftAt > 0 && Date.now() - leftAt > 1000) renew()
})
addEventListener('pageshow', (event) => event.persisted && renew())

function renew(): void {
  const form = document.querySelector<HTMLFormElement>('#form')
  if (form && form.dataset.touched === undefined) location.reload()
}

addEventListener('input', (event) => {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>('#form') : null
  if (form) form.dataset.touched = ''
})
addEventListener('beforeunload', (event) => {
  const form = document.querySelector<HTMLFormElement>('#form')
  if (form?.dataset.touched !== undefined && form.dataset.sent === undefined) event.preventDefault()
})
