/**
 * Pressed buttons. Each carries what it is about, so that one of an older message does nothing but is told kindly (P-13):
 *
 * `w:<command>` · `k:<article>` · `v:<+ or ->:<article>` · `q:none:<question>` · `n:<on, off or at>:<topic>` ·
 * `d:<show, add, withdraw, …>:<id>` of dossiers that are the sender's or that they help with · `c:<yes or no>:<code>` of what
 * another filled in · `m:<what>` of "dữ liệu của tôi" · `p:<pending>:<answer>` · `a:<nonce>:<step>:<value>`. All but
 * the last two hold at any time.
 */
import { foldWords } from '../lib/text.ts'
import { isCommand } from './commands.ts'
import { pressConfirmation } from './confirmation.ts'
import { pressDossier } from './dossier-press.ts'
import { answered, offerResume, resume } from './drafts.ts'
import { CONVERSATIONS } from './index.ts'
import { menu, withOpenQuestion } from './menu.ts'
import { pressMyData } from './my-data-press.ts'
import { chooseNews } from './news.ts'
import { obey } from './obey.ts'
import { answerPending } from './pending.ts'
import { isListed } from './prompt.ts'
import { article, noneOfThese } from './questions.ts'
import { type Reply, type Rule, say, type Talk, told } from './talk.ts'
import { vote } from './votes.ts'

export async function press(talk: Talk, payload: string): Promise<Reply> {
  const [kind, ...rest] = payload.split(':')
  const name = rest.join(':')
  if (kind === 'w' && isCommand(name)) return obey(talk, name)
  if (kind === 'k') return withOpenQuestion(talk, await article(talk, name))
  if (kind === 'v') return (await vote(talk, name)) ?? old(talk)
  if (kind === 'q') return (await noneOfThese(talk, name)) ?? old(talk)
  if (kind === 'd') return (await pressDossier(talk, name)) ?? old(talk)
  if (kind === 'm') return (await pressMyData(talk, name)) ?? old(talk)
  if (kind === 'c') return pressConfirmation(talk, name)
  if (kind === 'n') return (await chooseNews(talk, name)) ?? old(talk)
  if (kind === 'p') return (await answerPending(talk, name)) ?? old(talk)
  if (kind === 'a') return answerStep(talk, name)
  return old(talk)
}

/** The number or label of a choice of the last message, typed. Where the text holds a list, numbers are its lines. */
export const typedChoice: Rule = async (talk, text) => {
  const { draft } = talk.session
  const shown = talk.session.shownTo === null || talk.session.shownTo === talk.person.id ? talk.session.shown : []
  const isLine = draft !== null && isListed(CONVERSATIONS[draft.conversation], draft, talk.t)
  const number = /^\d{1,2}$/.test(text.trim()) && !isLine ? Number(text) : 0
  const chosen = shown[number - 1] ?? shown.find(({ label }) => foldWords(label) === foldWords(text))
  return chosen ? press(talk, chosen.payload) : null
}

async function answerStep(talk: Talk, name: string): Promise<Reply> {
  const [nonce, step, ...rest] = name.split(':')
  const { draft, kept, filed } = talk.session
  const value = rest.join(':')
  if (draft && draft.nonce === nonce && draft.step === step) return answered(talk, draft, { type: 'choice', value })
  const put = Object.values(kept).find((aside) => aside.nonce === nonce)
  if (put && !draft) return offerResume(talk, put.conversation)
  if (filed && filed.nonce === nonce) {
    const text = talk.t('common:oldButton.filed', { reference: filed.reference })
    return draft ? resume(talk, draft, text) : told(talk, say(text))
  }
  return old(talk)
}

function old(talk: Talk): Reply {
  const { draft } = talk.session
  const text = talk.t('common:oldButton.told')
  return draft ? resume(talk, draft, text) : menu(talk, text)
}
