/** Sends the form while the page stays, says how far the files are, and shows the page that comes back. */
export function sendInBackground(form: HTMLFormElement, onPage: () => void): void {
  const progress = form.querySelector('#progress')
  const tell = (text: string) => {
    if (progress) progress.textContent = text
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // A second tap while the first is on its way.
    if (form.dataset.sending !== undefined) return
    form.dataset.sending = ''
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) tell((form.dataset.uploading ?? '').replace('{{percent}}', String(Math.floor((100 * loaded) / total))))
    })
    const keep = (why?: string | null) => {
      delete form.dataset.sending
      tell(why || (form.dataset.lost ?? ''))
    }
    request.addEventListener('error', () => keep())
    request.addEventListener('load', () => {
      // The link has ended, the database is away: what is typed stays here, with what is said of it.
      if (request.status !== 200 && request.status !== 422)
        return keep(pageOf(request).querySelector('main [role=status]')?.textContent)
      form.dataset.sent = ''
      show(request)
      onPage()
    })
    request.send(new FormData(form))
  })
}

function show(request: XMLHttpRequest): void {
  const next = pageOf(request)
  if (request.responseURL) history.replaceState(null, '', request.responseURL)
  document.title = next.title
  document.body.replaceWith(document.adoptNode(next.body))
  scrollTo(0, 0)
}

function pageOf({ responseText }: XMLHttpRequest): Document {
  return new DOMParser().parseFromString(responseText, 'text/html')
}
