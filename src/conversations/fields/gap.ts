import { foldWords } from '../../lib/text.ts'

/** Why an answer is not there: there is none, the person does not know, or will say it later. */
export type Gap = 'none' | 'unknown' | 'later'

/** "em", "ạ", "nha": what is said around the answer. */
const AROUND = /^(?:da|dạ|thua|em|minh|toi|tui|chi|anh|ad|ban|thi|ma|o|uh|u|hien|hien tai|bay gio|chac)\s+/
const AFTER =
  /\s+(?:a|ah|nha|nhe|nghe|nghen|em|anh|chi|em oi|anh oi|chi oi|ban oi|luon|dau|het|do|day|nua|mo|roi|duoc khong|duoc ko|hi|he)$/

const GAPS: readonly (readonly [Gap, RegExp])[] = [
  [
    'later',
    /^(?:(?:de|cho|hen|xin|khi|luc|bua)\s+)*(?:sau|mai|khac|bua khac|hom sau|tinh sau|noi sau|gui sau|dien sau|bo sung sau)$/,
  ],
  ['later', /^(?:de |hen |bua )?(?:mai|mai mot|bua sau|hom sau|it bua|toi|toi nay)(?: \S+){0,3}$/],
  [
    'later',
    /^(?:later|tinh sau|noi sau|gui sau|dien sau|bo sung sau|chua kip|chua tien|(?:dang|con) (?:lam|cho|xin|doi)(?: giay| cap)?)$/,
  ],
  [
    'unknown',
    /^(?:khong|ko|k|kg|hong|chua|hok|khg|khum)\s+(?:biet|bit|bik|ro|nho|chac|nam|biet ro|nho ro|hieu)(?: (?:nua|gi|chi|la gi))?$/,
  ],
  ['unknown', /^(?:quen|quen mat|quen roi|chiu|chiu thoi|mo biet|biet mo|ai biet|unknown|do not know|don t know|not sure)$/],
  [
    'none',
    /^(?:khong|ko|k|kg|hong|chua|hok|khg|khum|lam chi|mo)\s+(?:co|lam|dang ky|dang ki|dk|xin|duoc|cap|duoc cap|co gi|co chi|co cai mo|tung)$/,
  ],
  ['none', /^(?:khong|chua) (?:xin|lam|dang ky) (?:duoc|xong|kip)$/],
  ['none', /^(?:khong|ko|kg|hong|chua|hok|none|no|not yet|nothing|n a|trong)$/],
  ['none', /^(?:\S+ ){0,3}(?:bi mat|mat|that lac|lac mat|chay|hong|rach)(?: (?:het|luon))?$/],
]

/**
 * "chưa có", "hông biết", "để mai em gửi": an answer that says there is none now; null: it says something else.
 *
 * Whole messages only, so that "chưa có VietGAP nhưng có HACCP" stays what it is.
 */
export function gapOf(typed: string): Gap | null {
  const words = stripped(foldWords(typed))
  return GAPS.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}

function stripped(words: string): string {
  const less = words.replace(AROUND, '').replace(AFTER, '')
  return less === words ? words : stripped(less)
}
