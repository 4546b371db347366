/**
 * The chat page's script. The server has rendered the talk so far; from here on what is typed is shown at once, sent when
 * there is a network, and answers are added as they come.
 */
import { createAnswers } from './answers.ts'
import { createComposer } from './composer.ts'
import { byId, make, uuid } from './dom.ts'
import { createOutgoing, isPicture } from './outgoing.ts'
import { shrunk } from './photo.ts'
import { canLocate, locate } from './place.ts'
import { createPoller } from './poller.ts'
import { type Content, isTooLarge, type Outgoing, openQueue, type Queue } from './queue.ts'
import { createSender } from './sender.ts'
import { createView } from './view.ts'
import type { Words } from './words.ts'

void openQueue().then(start)

function start(queue: Queue): void {
  const { dataset } = byId('talk', HTMLElement)
  const words = JSON.parse(dataset.words ?? '{}') as Words
  const view = createView(words)
  const outgoing = createOutgoing(view, words)
  const answers = createAnswers(view, {
    language: words.language,
    last: dataset.last ?? '0',
    isWaiting: dataset.waiting === 'true',
    isAwaiting: () => sender.isAwaiting(),
  })
  let order = queue.waiting.reduce((most, item) => Math.max(most, item.order), 0)
  let hasSession = true

  for (const item of queue.waiting) outgoing.show(item)
  const poller = createPoller(answers.ask)
  const sender = createSender(queue, words.language, {
    state(item, now, share) {
      outgoing.state(item, now, share)
      answers.showAwaiting()
    },
    answer(answer) {
      answers.take(answer)
      poller.soon()
    },
  })
  const composer = createComposer({ text: (text) => say(text, { text }), files: (files) => void sayFiles(files) })

  const say = (label: string, content: Content) => {
    const item: Outgoing = {
      id: uuid(),
      order: ++order,
      label,
      at: new Date().toISOString(),
      content,
      ...(isTooLarge(content) && { refusal: 'tooLarge' as const }),
    }
    view.offer(undefined, false)
    notice()
    outgoing.show(item)
    sender.add(item)
  }
  const sayFiles = async (files: readonly File[]) => {
    const papers = files.filter((file) => !isPicture(file)).map(({ name }) => name)
    say(papers.join('\n'), { files: await Promise.all(files.map(shrunk)), names: files.map(({ name }) => name) })
  }
  const sayPosition = async (button: HTMLButtonElement) => {
    button.disabled = true
    view.tell(words.locating)
    const found = await locate()
    button.disabled = false
    if (found) say(words.position, { location: found })
    else view.tell(words.noPosition)
  }

  const notice = () => {
    if (!navigator.onLine) view.tell(words.offline)
    else if (hasSession) view.tell()
    else view.tell(words.noSession, ' ', make('a', { href: '/chat', target: '_blank', rel: 'noopener' }, words.ownWindow))
  }
  const onNetwork = () => {
    notice()
    if (navigator.onLine) sender.hurry()
  }
  const onClick = (event: MouseEvent) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    // The other language is a whole new page.
    if (!button || button.closest('[data-whole]')) return
    const { again, discard, position } = button.dataset
    if (again !== undefined) sender.again(again)
    if (discard !== undefined && sender.discard(discard)) view.remove(discard)
    if (position !== undefined) void sayPosition(button)
    if (button.name !== 'button') return
    event.preventDefault()
    // A click from the keyboard has no count: the focus goes on to where the next answer is given.
    if (event.detail === 0) composer.focus()
    say((button.textContent ?? '').trim(), { button: button.value })
  }

  for (const button of document.querySelectorAll<HTMLElement>('[data-position]')) button.hidden = !canLocate()
  document.addEventListener('click', onClick)
  window.addEventListener('online', onNetwork)
  window.addEventListener('offline', onNetwork)
  notice()
  view.toEnd()
  sender.hurry()
  const typed = typedByLink(words)
  if (typed) say(typed, { text: typed })
  if (dataset.new !== 'true') return
  void answers.hasSession().then((isKept) => {
    hasSession = isKept
    notice()
  })
}

/**
 * What a link to this page says for who opens it, with a code that works once: to join another chat, or to see what another
 * filled in. In the fragment, so that no server and no log sees it; what it does is asked in the talk before it is done.
 */
function typedByLink(words: Words): string | undefined {
  const [, name, code] = /^#(lien-ket|xac-nhan)=((?:[0-9A-Z]{4}-){1,4}[0-9A-Z]{1,4})$/.exec(location.hash) ?? []
  if (!code) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return `${name === 'xac-nhan' ? words.confirm : words.link} ${code}`
}
