/** Where the person writes: grows with the words, Enter sends, and what is half written survives a reload. */
import { byId } from './dom.ts'

const DRAFT = 'chat.draft'
const MOST_FILES = 10

interface Events {
  text(text: string): void
  files(files: readonly File[]): void
}

export function createComposer(events: Events): { focus(): void } {
  const form = byId('composer', HTMLFormElement)
  const field = byId('text', HTMLTextAreaElement)
  const picker = byId('photo', HTMLInputElement)

  const changed = () => {
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight + 2}px`
    keepDraft(field.value)
  }
  const send = () => {
    const text = field.value.trim()
    if (text === '') return field.focus()
    field.value = ''
    changed()
    document.getElementById('problem')?.remove()
    events.text(text)
  }

  field.value ||= draft()
  changed()
  field.addEventListener('input', changed)
  field.addEventListener('keydown', (event) => {
    // While a Vietnamese keyboard composes, Enter ends the word (keyCode 229 where isComposing is missing).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send()
  })
  picker.addEventListener('change', () => {
    const files = Array.from(picker.files ?? []).slice(0, MOST_FILES)
    picker.value = ''
    if (files.length > 0) events.files(files)
  })
  return { focus: () => field.focus() }
}

/** For this tab only: somebody else may use the device next. */
function draft(): string {
  try {
    return sessionStorage.getItem(DRAFT) ?? ''
  } catch {
    // The browser keeps nothing: then nothing is kept.
    return ''
  }
}

function keepDraft(text: string): void {
  try {
    if (text) sessionStorage.setItem(DRAFT, text)
    else sessionStorage.removeItem(DRAFT)
  } catch {
    // As above.
  }
}
