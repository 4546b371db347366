/**
 * One typed word, in the two forms that are compared.
 *
 * `folded` has no marks; `marked` has them, with the tone at the end ("hoá" and "hóa" are both "hoa1"), so that a wrong
 * place of the tone is no difference. Both write "ký" and "kí" alike.
 */
export interface Syllable {
  readonly folded: string
  /** as `folded` where nothing was marked */
  readonly marked: string
}

/** Acute, grave, hook, tilde, dot: numbered as on a VNI keyboard. */
const TONES = ['\u0301', '\u0300', '\u0309', '\u0303', '\u0323']
/** Each marked letter: without marks, without tone, tone. */
const LETTERS = new Map<string, readonly [bare: string, shaped: string, tone: string]>([['đ', ['d', 'đ', '']]])
for (const shaped of 'aăâeêioôơuưy') {
  const bare = shaped.normalize('NFD').charAt(0)
  LETTERS.set(shaped, [bare, shaped, ''])
  for (const [at, tone] of TONES.entries()) LETTERS.set((shaped + tone).normalize('NFC'), [bare, shaped, String(at + 1)])
}
/** "ky" is "ki" where y stands alone after a consonant. */
const LONE_Y = /^([bcdđghklmnprstvx]|th|tr|ch|kh|nh|ph)y$/

const seen = new Map<string, Syllable>()
/** Enough for every Vietnamese syllable; a flood of nonsense does not fill the memory. */
const MOST_SEEN = 20_000

/** @param token lower case, NFC, no blanks */
export function syllable(token: string): Syllable {
  const known = seen.get(token)
  if (known) return known
  const made = make(token)
  if (seen.size < MOST_SEEN) seen.set(token, made)
  return made
}

function make(token: string): Syllable {
  let folded = ''
  let marked = ''
  let tone = ''
  for (const letter of token) {
    const known = LETTERS.get(letter)
    folded += known?.[0] ?? letter
    marked += known?.[1] ?? letter
    tone = known?.[2] || tone
  }
  return { folded: folded.replace(LONE_Y, '$1i'), marked: marked.replace(LONE_Y, '$1i') + tone }
}

const ONSET = '(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?'
const RHYME = [
  'a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?',
  'e(?:c|m|ng?|o|p|t|u|ch|nh)?',
  'i(?:a|ch|ec|em|eng?|ep|et|eu|m|nh?|ng|p|t|u)?',
  'o(?:a(?:ch?|i|m|ng?|nh|o|p|t|y)?|c|e[not]?|i|m|ng?|p|t)?',
  'u(?:a(?:ng?|t|y)?|c|e(?:ch|nh)?|i|m|ng?|o(?:c|i|m|ng?|p|t|u)?|p|t|u|y(?:a|ch|en|et|nh|n|t|u)?)?',
  'y(?:e[mntu])?',
].join('|')
const VALID = new RegExp(`^${ONSET}(?:${RHYME})$`)

/** Whether letters without marks can be a Vietnamese syllable: "nghieng" can, "kys" cannot. */
export function isSyllable(folded: string): boolean {
  return VALID.test(folded)
}
