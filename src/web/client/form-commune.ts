/** A commune by the phone's position or by a tap on the map; both only choose in the list. */
export function chooseByPlace(field: HTMLElement): void {
  const list = field.querySelector('select')
  const found = field.querySelector('.found')
  const map = field.querySelector<HTMLElement>('.map')
  if (!list || !found || !map) return
  for (const part of field.querySelectorAll<HTMLElement>('.scripted')) part.hidden = false
  const typed = field.querySelector<HTMLInputElement>('input[type=text]')
  const tell = (text = '') => {
    found.textContent = text
  }
  const mark = () => {
    for (const path of map.querySelectorAll('path')) path.classList.toggle('is-chosen', path.dataset.code === list.value)
  }
  const choose = (code: string) => {
    list.value = code
    if (typed) typed.value = ''
    list.dispatchEvent(new Event('input', { bubbles: true }))
    tell((field.dataset.chosen ?? '').replace('{{name}}', list.selectedOptions[0]?.textContent ?? ''))
    mark()
  }
  list.addEventListener('change', mark)
  field.querySelector('.locate')?.addEventListener('click', () => {
    tell(field.dataset.locating)
    locate().then(
      (code) => (code === null ? tell(field.dataset.outside) : choose(code)),
      () => tell(field.dataset.denied),
    )
  })
  field.querySelector('details')?.addEventListener('toggle', () => {
    if (map.childElementCount > 0) return
    draw(map).then(mark, () => tell(field.dataset.denied))
  })
  map.addEventListener('click', ({ target }) => {
    const code = target instanceof Element ? target.closest<SVGPathElement>('path')?.dataset.code : undefined
    if (code) choose(code)
  })
}

async function locate(): Promise<string | null> {
  const { coords } = await new Promise<GeolocationPosition>((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: 15_000, maximumAge: 60_000 }),
  )
  const answer = await fetch('/form/place', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ lat: coords.latitude, lng: coords.longitude }),
  })
  if (!answer.ok) throw new Error(String(answer.status))
  return ((await answer.json()) as { commune: string | null }).commune
}

/** The list says the same, so who listens or types is not led through forty shapes. */
async function draw(map: HTMLElement): Promise<void> {
  const answer = await fetch('/form/map.svg')
  const picture = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml').documentElement
  picture.setAttribute('aria-hidden', 'true')
  map.replaceChildren(document.adoptNode(picture))
}
