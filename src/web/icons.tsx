/** The one set of icons; always beside a word, so hidden from who listens. */

/** The small mark of the channel: a lotus. */
export function Mark({ size }: { size: 24 | 32 }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 6c3 3.2 4.2 6.2 4.2 9.2 0 3-1.6 5.8-4.2 8.3-2.6-2.5-4.2-5.3-4.2-8.3C11.8 12.2 13 9.2 16 6zM7 12.5c2 .2 3.4.8 4.3 1.7-.2 3.7 1 6.9 3.4 9.8-4.7-.9-7.6-5.3-7.7-11.5zm18 0c-.1 6.2-3 10.6-7.7 11.5 2.4-2.9 3.6-6.1 3.4-9.8.9-.9 2.3-1.5 4.3-1.7z" />
    </svg>
  )
}

const PATHS = {
  photo:
    'M9 4 7.5 6H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-3.5L15 4H9zm3 4.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zm0 2a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  send: 'M3 20.5 21.5 12 3 3.5v6.6L14 12 3 13.9z',
  down: 'M11 4h2v11.2l4.6-4.6L19 12l-7 7-7-7 1.4-1.4 4.6 4.6z',
} as const

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
