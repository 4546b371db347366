/** The texts of the page, handed over by the server in one attribute; `{{gap}}` is filled here. */
export interface Words {
  readonly language: 'vi' | 'en'
  readonly us: string
  readonly you: string
  readonly today: string
  readonly more: string
  readonly choose: string
  readonly sent: string
  readonly sending: string
  readonly uploading: string
  readonly waiting: string
  readonly failed: string
  readonly refused: string
  readonly tooLarge: string
  readonly again: string
  readonly discard: string
  readonly offline: string
  readonly position: string
  readonly locating: string
  readonly noPosition: string
  readonly picture: string
  readonly noSession: string
  readonly ownWindow: string
  /** typed before the code of a link to another chat */
  readonly link: string
  /** typed before the code of a registration that another filled in */
  readonly confirm: string
}

export function filled(text: string, value: string): string {
  return text.replace(/\{\{\w+\}\}/, () => value)
}
