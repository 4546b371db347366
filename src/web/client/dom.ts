/** Small hands for the page. Everything that a person typed goes in as text, never as HTML (P-21). */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) if (child !== null) element.append(child)
  return element
}

/** @throws Error when the page was not made by our server */
export function byId<Element extends HTMLElement>(id: string, kind: new () => Element): Element {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`)
  return found
}

/** These instead of what was there. */
export function fill(element: Element, ...parts: readonly (Node | string)[]): void {
  while (element.firstChild) element.removeChild(element.firstChild)
  element.append(...parts)
}

/** A random UUID; `crypto.randomUUID` is missing on older phones and on plain http. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
