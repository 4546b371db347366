/** A page on which a developer is the person on Zalo: what the account says, its buttons, and what a person can do. */
export const PLAY_PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Zalo OA (fake)</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 1rem auto; padding: 0 1rem }
  #talk p { white-space: pre-wrap; background: #eef3fb; color: #111; padding: .6rem .8rem; border-radius: .8rem }
  button { margin: .15rem .15rem .15rem 0; padding: .4rem .7rem }
  form { display: flex; gap: .4rem; margin: 1rem 0 } input { flex: 1; font: inherit; padding: .4rem }
</style>
<h1>Zalo OA (fake)</h1><div id="talk" aria-live="polite"></div>
<form><input name="text" autocomplete="off" aria-label="Tin nhắn"><button>Gửi</button></form>
<p id="acts"></p><pre id="state"></pre>
<script>
  const user = '7000000000000000001'
  const act = (what, more) => fetch('/act', { method: 'POST', body: JSON.stringify({ user, do: what, ...more }) })
  const button = (label, run) => Object.assign(document.createElement('button'), { textContent: label, onclick: run, type: 'button' })
  const acts = { follows: {}, photo: {}, place: {}, sticker: {}, info: { text: '84905123456' }, staff: { text: 'Chào anh/chị' }, unfollows: {} }
  for (const [what, more] of Object.entries(acts)) document.getElementById('acts').append(button(what, () => act(what, more)))
  document.getElementById('acts').append(button('+50 h', () => act('elapse', { ms: 180e6 })), button('drop-token', () => act('drop-token')))
  document.querySelector('form').onsubmit = (event) => {
    event.preventDefault()
    const { text } = event.target.elements
    act('says', { text: text.value }); text.value = ''
  }
  let shown = 0
  setInterval(async () => {
    const seen = await (await fetch('/seen?user=' + user)).json()
    for (const one of seen.slice(shown)) {
      const text = Object.assign(document.createElement('p'), { textContent: one.text + (one.price === 'paid' ? '  [trả phí]' : '') })
      document.getElementById('talk').append(text)
      for (const { title, type, payload } of one.buttons)
        document.getElementById('talk').append(button(title, () => (type === 'oa.open.url' ? open(payload.url) : act('presses', { text: title }))))
      document.querySelector('form').scrollIntoView()
    }
    shown = seen.length
    document.getElementById('state').textContent = JSON.stringify(await (await fetch('/state')).json(), null, 1)
  }, 500)
</script></html>`
