import type { Language } from '../message.ts'
import { translator } from '../texts.ts'
import type { Words } from './client/words.ts'

/** The texts that the page's script needs, with their gaps open. */
export function wordsForScript(language: Language): Words {
  const t = translator(language)
  return {
    language,
    us: t('chat:us'),
    you: t('chat:you'),
    today: t('chat:today'),
    more: t('chat:more'),
    choose: t('chat:choose', { count: '{{count}}' }),
    sent: t('chat:sent'),
    sending: t('chat:sending'),
    uploading: t('chat:uploading', { percent: '{{percent}}' }),
    waiting: t('chat:waiting'),
    failed: t('chat:failed'),
    refused: t('chat:refused'),
    tooLarge: t('chat:too_large'),
    again: t('chat:again'),
    discard: t('chat:discard'),
    offline: t('chat:offline'),
    position: t('chat:position'),
    locating: t('chat:locating'),
    noPosition: t('chat:no_position'),
    picture: t('chat:picture'),
    noSession: t('chat:no_session'),
    ownWindow: t('chat:own_window'),
    link: t('chat:link'),
    confirm: t('chat:confirm'),
  }
}
