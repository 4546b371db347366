import type { Language, Outbound } from '../message.ts'
import { translator } from '../texts.ts'
import type { Words } from './broadcast.ts'

/** Fits every channel in one call, with the link; UTF-16 code units of the whole message. */
export const MAX_TEXT = 1500

type Message = Extract<Outbound, { type: 'message' }>

/** What the followers of a language read: label, title, words, and how to get no more (L-16). */
export function messageOf(words: Words & { readonly id: string }, language: Language, publicUrl: string): Message {
  const t = translator(language)
  const label = words.isPromotion ? '[QC] ' : words.kind === 'emergency' ? `${t('announcements:emergency')} ` : ''
  const { title, text } = wordsIn(words, language)
  return {
    type: 'message',
    text: `${label}${title}\n\n${text}\n\n${t('announcements:howToStop')}`,
    links: [{ label: t('announcements:readMore'), url: pageOf(words.id, publicUrl) }],
    ...(words.beyond === 'template' && { template: { title: `${label}${title}`, text, url: pageOf(words.id, publicUrl) } }),
  }
}

/** Those who chose English get Vietnamese where there is nothing else. */
export function wordsIn(words: Words, language: Language): { readonly title: string; readonly text: string } {
  const isEnglish = language === 'en' && words.titleEn !== null && words.textEn !== null
  return isEnglish ? { title: words.titleEn, text: words.textEn } : { title: words.titleVi, text: words.textVi }
}

/** The address that anyone can read it at. */
export function pageOf(id: string, publicUrl: string): string {
  return `${publicUrl}/thong-bao/${id}`
}
