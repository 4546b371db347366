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
    const lost = () => {
      delete form.dataset.sending
      tell(form.dataset.lost ?? '')
    }
    request.addEventListener('error', lost)
    request.addEventListener('load', () => {
      // The database is away for a while: what is typed stays here.
      if (request.status >= 500 || request.status === 400 || request.status === 408 || request.status === 413) return lost()
      form.dataset.sent = ''
      show(request)
      onPage()
    })
    request.send(new FormData(form))
  })
}

function show(request: XMLHttpRequest): void {
  const next = new DOMParser().parseFromString(request.responseText, 'text/html')
  if (request.responseURL) history.replaceState(null, '', request.responseURL)
  document.title = next.title
  document.body.replaceWith(document.adoptNode(next.body))
  scrollTo(0, 0)
}
