import type { Language } from '../message.ts'
import { type T, translator } from '../texts.ts'

interface Button {
  readonly label: string
  readonly payload: string
}

/** The main menu under the greeting; the talk understands these at any time (`conversations/presses.ts`). */
export function menuButtons(t: T): readonly Button[] {
  return [
    { label: t('common:choice.registration'), payload: 'w:registration' },
    { label: t('common:choice.feedback'), payload: 'w:feedback' },
    { label: t('common:choice.lookUp'), payload: 'w:look-up' },
    { label: t('common:choice.handover'), payload: 'w:handover' },
  ]
}

/** Shows the main menu anew. */
export function menuButton(t: T): Button {
  return { label: t('chat:menu'), payload: 'w:menu' }
}

/** Goes on in that language, by its own name. */
export function languageButton(language: Language): Button {
  const payload = language === 'en' ? 'w:english' : 'w:vietnamese'
  return { label: translator(language)(`common:language.${language}`), payload }
}

/** All that the page itself offers: what was pressed is shown by its words. */
export function pageButtons(t: T): readonly Button[] {
  return [...menuButtons(t), menuButton(t), languageButton('vi'), languageButton('en')]
}
