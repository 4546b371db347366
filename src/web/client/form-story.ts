/** How long a story is by now. */
export function countLetters(area: HTMLTextAreaElement): void {
  const line = document.getElementById(`${area.id}-count`)
  const show = () => {
    if (line) line.textContent = (area.dataset.count ?? '').replace('{{count}}', String(area.value.trim().length))
  }
  area.addEventListener('input', show)
  show()
}
