import { foldWords } from '../lib/text.ts'
import { type Rule, say, told } from './talk.ts'

const NODS: readonly string[] = [
  ...[
    'ok',
    'oke',
    'okay',
    'ok roi',
    'ok a',
    'u',
    'uh',
    'um',
    'da',
    'vang',
    'da vang',
    'vang a',
    'da ok',
    'duoc',
    'duoc roi',
    'duoc roi a',
  ],
  ...['roi', 'biet roi', 'ro roi', 'hieu roi', 'da biet', 'da hieu', 'the thoi', 'got it', 'alright'],
]

/** "Ok" to what was said, where nothing is asked: it is no question that was not understood. */
export const nod: Rule = async (talk, text) =>
  talk.session.draft === null && NODS.includes(foldWords(text)) ? told(talk, say(talk.t('common:nod'))) : null
