/** E-mail addresses as people type them; a slip in the name of a well-known house is offered, never put in silently. */
export type Email =
  | { readonly ok: true; readonly email: string }
  | { readonly ok: false; readonly why: 'noAt' | 'twoAts' | 'noDot' | 'marks' | 'shape' | 'long' }
  | { readonly ok: false; readonly why: 'typo'; readonly email: string }

const KNOWN = ['gmail.com', 'yahoo.com', 'yahoo.com.vn', 'hotmail.com', 'outlook.com', 'icloud.com', 'hue.gov.vn']
const LONGEST = 254

export function parseEmail(typed: string): Email {
  const found = bare(typed)
  const [name = '', house, ...more] = found.split('@')
  if (house === undefined) return { ok: false, why: 'noAt' }
  if (more.length > 0) return { ok: false, why: 'twoAts' }
  if (/[^\p{ASCII}]/u.test(found)) return { ok: false, why: 'marks' }
  if (found.length > LONGEST) return { ok: false, why: 'long' }
  const meant = meantHouse(house.toLowerCase())
  if (meant !== house.toLowerCase() && NAME.test(name)) return { ok: false, why: 'typo', email: `${name}@${meant}` }
  if (!house.includes('.')) return { ok: false, why: 'noDot' }
  if (!NAME.test(name) || !HOUSE.test(house)) return { ok: false, why: 'shape' }
  return { ok: true, email: `${name}@${house.toLowerCase()}` }
}

const NAME = /^[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*$/
const HOUSE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/
const BEFORE = /^.*?(?:e?-?mail|địa chỉ|dia chi|là|la|:)\s+(?=\S+$|\S+\s*@)/iu

/** Without "email em là", the blanks around @ and dots, and a full stop at the end. */
function bare(typed: string): string {
  const text = typed
    .normalize('NFKC')
    .trim()
    .replace(BEFORE, '')
    .replace(/^mailto:/i, '')
  return text
    .replace(/\s*(?:@|\(at\)|\[at\]|\s+a còng\s+|\s+a cong\s+)\s*/giu, '@')
    .replace(/\s*\.\s*(?=\S)/g, '.')
    .replace(/[.,;!]+$/, '')
}

/** gmail.con, gmal.com, gmail: what was surely meant, else the same. */
function meantHouse(house: string): string {
  if (KNOWN.includes(house)) return house
  const near = KNOWN.filter((known) => distance(house, known) === 1 || known.split('.')[0] === house)
  return near[0] ?? (/^(?:g(?:mai|amil|mial|mali|meo)l?|gmail)\.(?:com|con|cm|co|vn|com\.vn)$/.test(house) ? 'gmail.com' : house)
}

/** Whether one letter was put in, left out, changed or swapped: 1; the same 0; else 2. */
function distance(a: string, b: string): 0 | 1 | 2 {
  if (a === b) return 0
  let at = 0
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at += 1
  const rests = [
    [a.slice(at + 1), b.slice(at + 1)],
    [a.slice(at + 1), b.slice(at)],
    [a.slice(at), b.slice(at + 1)],
    [
      a
        .slice(at, at + 2)
        .split('')
        .toReversed()
        .join('') + a.slice(at + 2),
      b.slice(at),
    ],
  ]
  return rests.some(([one, other]) => one === other) ? 1 : 2
}
