/** A phone number, an identity or account number, an e-mail: what has no place among the ways of asking, which all may read. */
const LONG_NUMBER = /(?:\d[\s.\-()]?){9,}/
const MAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/

/** Whether a text holds something that looks like one; a document such as 26/2026/QĐ-TTg does not. */
export function personalIn(text: string): boolean {
  return LONG_NUMBER.test(text) || MAIL.test(text)
}
