/** The chosen files, each to be removed before it is sent. */
export function listFiles(form: HTMLFormElement, field: HTMLElement): void {
  const input = field.querySelector<HTMLInputElement>('input[type=file]')
  const list = field.querySelector('.chosen')
  if (!input || !list) return
  const show = () =>
    list.replaceChildren(...Array.from(input.files ?? [], (file, at) => line(form, file, () => without(input, at, show))))
  input.addEventListener('change', show)
  show()
}

function line(form: HTMLFormElement, file: File, onRemove: () => void): HTMLElement {
  const item = document.createElement('li')
  const name = document.createElement('span')
  name.textContent = `${file.name} · ${sizeOf(file)}`
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'quiet'
  button.textContent = '✕'
  button.setAttribute('aria-label', (form.dataset.remove ?? '').replace('{{name}}', file.name))
  button.addEventListener('click', onRemove)
  item.append(name, button)
  return item
}

/** A list of files cannot be changed, only replaced. */
function without(input: HTMLInputElement, gone: number, onDone: () => void): void {
  const kept = new DataTransfer()
  Array.from(input.files ?? []).forEach((file, at) => {
    if (at !== gone) kept.items.add(file)
  })
  input.files = kept.files
  onDone()
  input.focus()
}

function sizeOf({ size }: File): string {
  const mega = size / 1048576
  return mega < 0.1 ? `${Math.ceil(size / 1024)} KB` : `${mega.toFixed(1).replace('.', ',')} MB`
}
