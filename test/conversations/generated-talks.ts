/** One generated talk: a producer who answers what is asked, and is disturbed in seeded ways. */
import { groupById } from '../../src/city/groups.ts'
import { likelyFor } from '../../src/conversations/criteria-set.ts'
import type { Database } from '../../src/db/connect.ts'
import { setById } from '../../src/knowledge/criteria.ts'
import * as registrations from '../../src/models/registration.ts'
import { createDice, type Dice } from '../faults/dice.ts'
import { AS_TYPED, PRODUCERS, type Producer } from './producers.ts'
import { createTalker, type Talker, vault } from './talker.ts'

const MOST_TURNS = 150
const PHOTO = { from: 'platform', kind: 'photo', ref: 'x' } as const

interface State {
  readonly draft: {
    readonly step: string
    readonly answers: Readonly<Record<string, unknown>>
    readonly offers: readonly unknown[]
  } | null
  readonly kept: Readonly<Record<string, unknown>>
  readonly pending: { readonly type: string } | null
}

/** What went on beside the answers; each at most a few times in a talk. */
type Disturbance =
  | 'latePhotos'
  | 'question'
  | 'away'
  | 'doubleTap'
  | 'oldButton'
  | 'leaves'
  | 'nonsense'
  | 'back'
  | 'sticker'
  | 'otherWork'

const DISTURBANCES: readonly [Disturbance, ...Disturbance[]] = [
  'latePhotos',
  'question',
  'away',
  'doubleTap',
  'oldButton',
  'leaves',
  'nonsense',
  'back',
  'sticker',
  'otherWork',
]

export interface Talked {
  readonly producer: Producer
  readonly turns: number
  /** what happened, in order, to read when it went wrong */
  readonly log: readonly string[]
  /** how often each question was asked anew in a talk without disturbances */
  readonly askedTwice: readonly string[]
  /** what the dossier holds wrongly; none: it is the right one */
  readonly wrong: readonly string[]
}

/** @param disturbed false: the producer just answers */
export async function talkOf(db: Database, seed: number, disturbed: boolean): Promise<Talked> {
  const dice = createDice(seed * 7919)
  const producer = PRODUCERS[seed % PRODUCERS.length] ?? PRODUCERS[0]
  if (!producer) throw new Error('There are no producers.')
  const talker = createTalker(db, { address: `made-${seed}-${disturbed}`, channel: dice.oneIn(3) ? 'zalo' : 'web' })
  const isUnmarked = disturbed && dice.oneIn(2)
  const talk: Talk = { talker, dice, producer, isUnmarked, log: [], asked: [], photos: 0, isCorrected: false }
  const change = disturbed && dice.oneIn(2) ? '0906 777 888' : null
  await tell(talk, 'đăng ký')
  await tell(talk, 'đồng ý')
  let turns = 2
  for (; turns < MOST_TURNS; turns++) {
    const state = await stateOf(talker)
    if (!state.draft && Object.keys(state.kept).length === 0 && (await filed(talker)).length > 0) break
    if (disturbed && dice.oneIn(5)) await disturb(talk, state)
    else await goOn(talk, state, change)
  }
  return { producer, turns, log: talk.log, askedTwice: repeated(talk.asked), wrong: await wrongIn(talk, change) }
}

interface Talk {
  readonly talker: Talker
  readonly dice: Dice
  readonly producer: Producer
  readonly isUnmarked: boolean
  readonly log: string[]
  /** open questions, one a turn */
  readonly asked: string[]
  photos: number
  isCorrected: boolean
}

async function tell(talk: Talk, words: string): Promise<void> {
  const typed = talk.isUnmarked ? unmarked(words) : words
  talk.log.push(`> ${typed}`)
  for (const { text } of await talk.talker.text(typed)) talk.log.push(`< ${text.split('\n')[0]}`)
}

/** What the producer does when nothing disturbs. */
async function goOn(talk: Talk, state: State, change: string | null): Promise<void> {
  const { draft, pending } = state
  if (pending?.type === 'resume') return tell(talk, 'tiếp tục')
  if (pending?.type === 'meant') return tell(talk, 'là câu hỏi')
  if (pending?.type === 'leave') return tell(talk, 'giữ bản nháp')
  if (!draft) return tell(talk, 'đăng ký')
  if (draft.step === 'consent') return tell(talk, 'đồng ý')
  if (draft.step === 'review' && change && !talk.isCorrected) return tell(talk, 'sửa số điện thoại')
  if (draft.step === 'review') return tell(talk, 'gửi hồ sơ')
  talk.asked.push(draft.step)
  if (draft.step === 'phone' && draft.answers.phone !== undefined && change) talk.isCorrected = true
  await tell(talk, answerTo(talk, draft, change))
}

function answerTo(
  { producer: { says, holds }, isCorrected, photos }: Talk,
  draft: NonNullable<State['draft']>,
  change: string | null,
): string {
  const { step, answers, offers } = draft
  if (step === 'phone' && isCorrected && change) return change
  if (step === 'phone' && offers.length > 0) return says.phoneMoved ?? says.phone ?? ''
  if (step === 'taxCode' && offers.length > 0) return says.taxCodeDoubt ?? says.taxCode ?? ''
  const set = setById(holds.criteriaSet)
  if (step === 'set' || step === 'setInGroup')
    return isLikely(says, holds) || step === 'setInGroup' ? (set?.name ?? '') : 'Bộ khác'
  if (step === 'group') return groupById(set?.group ?? '')?.vi ?? ''
  if (step === 'story' && typeof answers.story === 'string') return 'xong'
  if (step === 'photos' && photos > 0) return 'xong'
  // Gone back to what was put in by itself.
  const answer = says[step] ?? (answers[step] === undefined ? undefined : 'giữ nguyên')
  if (!answer) throw new Error(`${says.name} has no answer to ${step}.`)
  return answer
}

/** Whether the right set is among those that are offered. */
function isLikely({ product }: Producer['says'], { criteriaSet }: Producer['holds']): boolean {
  return likelyFor(product).some(({ id }) => id === criteriaSet)
}

async function disturb(talk: Talk, state: State): Promise<void> {
  const { talker, dice } = talk
  const kind = dice.pick(DISTURBANCES)
  talk.log.push(`~ ${kind}`)
  switch (kind) {
    case 'latePhotos': {
      if (!state.draft || state.draft.step === 'consent' || state.draft.step === 'papers' || talk.photos >= 3 || state.pending)
        return
      talk.photos += 1
      await talker.send({ type: 'media', media: [PHOTO] })
      return
    }
    case 'question':
      // With its marks: the small knowledge of these tests knows no others.
      talk.log.push('> OCOP là gì?')
      await talker.text('OCOP là gì?')
      return
    case 'away':
      talker.wait(48)
      return tell(talk, 'chào')
    case 'doubleTap': {
      // Only old ones: the newest button is an answer of its own.
      const old = talker.everShown.findLast(({ payload }) => payload.startsWith('a:') && !isOpen(payload, state))
      if (!old) return
      await talker.send({ type: 'button', payload: old.payload })
      await talker.send({ type: 'button', payload: old.payload })
      return
    }
    case 'oldButton': {
      const old = talker.everShown.find(({ payload }) => payload.startsWith('a:') && !isOpen(payload, state))
      if (old) await talker.send({ type: 'button', payload: old.payload })
      return
    }
    case 'leaves':
      await tell(talk, 'hủy')
      return
    case 'nonsense':
      // Where any words are an answer, these would be one.
      if (state.draft && ['kind', 'stage', 'phone', 'licence', 'founded'].includes(state.draft.step) && !state.pending)
        await tell(talk, 'hihi 99999')
      return
    case 'back':
      if (!state.draft || state.pending || state.draft.step === 'consent') return
      return tell(talk, 'quay lại')
    case 'sticker':
      await talker.send({ type: 'unsupported', why: 'sticker' })
      return
    case 'otherWork':
      return tell(talk, 'tra cứu 0000-0000-0000-0000-1')
  }
}

/** Whether a button would answer the open question, or send. */
function isOpen(payload: string, { draft }: State): boolean {
  return payload.split(':')[2] === draft?.step
}

async function stateOf(talker: Talker): Promise<State> {
  return (await talker.session()) as State
}

async function filed(talker: Talker): Promise<readonly registrations.Registration[]> {
  return registrations.listOf(talker.db, vault, await talker.personId())
}

/** Questions that were asked again although they were answered. */
function repeated(asked: readonly string[]): readonly string[] {
  const again = asked.filter((step, at) => asked.indexOf(step) !== at)
  // A story comes in several messages, and a doubtful number is asked about.
  return again.filter((step) => !['story', 'phone', 'taxCode'].includes(step))
}

async function wrongIn(
  { talker, producer, isUnmarked, photos, isCorrected }: Talk,
  change: string | null,
): Promise<readonly string[]> {
  const rows = await filed(talker)
  const [one] = rows
  if (!one || rows.length !== 1) return [`${rows.length} dossiers`]
  const kept = (words: string | undefined) => (words === undefined ? undefined : isUnmarked ? unmarked(words) : words)
  const { holds, says } = producer
  const expected: Record<string, unknown> = {
    name: kept(says.name),
    product: kept(says.product),
    communeCode: holds.communeCode,
    criteriaSet: holds.criteriaSet,
    phone: isCorrected && change ? change.replaceAll(' ', '') : holds.phone,
  }
  const found: Record<string, unknown> = { ...one, ...one.fields }
  for (const [name, value] of Object.entries(holds.fields)) {
    if (name === '.phoneRemark') expected[name] = isCorrected && change ? null : kept(String(value))
    else expected[name] = value
  }
  const isFilled = says.more === 'điền luôn'
  for (const step of AS_TYPED.filter(
    (step) => says[step] && !(step in expected) && (isFilled || !['scale', 'labour'].includes(step)),
  ))
    expected[step] = kept(says[step])
  const photosKept = await talker.db.selectFrom('attachment').select('id').where('registration_id', '=', one.id).execute()
  const differing = Object.entries(expected).filter(
    ([name, value]) => JSON.stringify(found[name] ?? null) !== JSON.stringify(value ?? null),
  )
  return [
    ...differing.map(([name, value]) => `${name} is ${JSON.stringify(found[name])}, not ${JSON.stringify(value)}`),
    ...(photosKept.length === photos ? [] : [`${photosKept.length} photos, not ${photos}`]),
  ]
}

function unmarked(words: string): string {
  return words
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
}
