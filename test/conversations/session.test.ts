import { expect, test } from 'vitest'
import { readSession, toStored } from '../../src/conversations/session.ts'
import { freshDatabase } from '../support/database.ts'
import { createTalker } from './talker.ts'

/** As release 0.1.0 before migration 0004 stored it. */
const OLDER = {
  turn: 12,
  draft: {
    conversation: 'registration',
    version: 1,
    nonce: 'abc123',
    step: 'product',
    answers: { name: 'Hoa', commune: '19777' },
    failures: 1,
    offers: [],
    touchedAt: '2026-11-24T01:00:00.000Z',
  },
  kept: {
    feedback: {
      conversation: 'feedback',
      version: 1,
      nonce: 'def456',
      step: 'photos',
      answers: {
        description: 'Đường hỏng',
        place: { words: 'trước chợ', position: null, communeCode: '19777' },
        photos: ['1', '2'],
      },
      failures: 0,
      offers: [],
      touchedAt: '2026-11-23T01:00:00.000Z',
    },
  },
  pending: { type: 'resume', conversation: 'feedback' },
  withOfficial: false,
  shown: [{ label: 'Bỏ qua', payload: 'a:abc123:product:.skip' }],
  filed: { nonce: 'xyz', reference: 'PA-2026-000001' },
}

test('P-34: a talk that the release before stored is read whole, its drafts too', () => {
  expect(readSession(OLDER)).toEqual({
    ...OLDER,
    shownTo: null,
    given: [],
    narrowed: null,
    missed: [],
    toldOn: null,
    isSortingOff: false,
  })
})

test('P-34: what is stored now has nothing that would make the release before throw a draft away', () => {
  const session = readSession(OLDER)
  const later = [
    { type: 'why', questionId: '1' },
    { type: 'official' },
    { type: 'pass', text: 'x' },
    { type: 'link', ownerId: '1' },
    { type: 'unlink' },
    { type: 'request', kind: 'correct' },
    { type: 'erase', what: 'all', isSure: true },
    { type: 'consent', isSure: false },
    { type: 'resume', conversation: 'correction' },
  ] as const
  for (const pending of later) {
    const stored = toStored({ ...session, pending }) as { pending: unknown }
    expect(stored.pending).toBeNull()
    expect(readSession(stored).pending).toEqual(pending)
  }
  expect(toStored(session)).toMatchObject({ pending: OLDER.pending })
})

test('P-34: a draft of a conversation that the release before does not know lies apart from the rest', () => {
  const session = readSession(OLDER)
  const correction = { ...OLDER.draft, conversation: 'correction' } as const
  const stored = toStored({ ...session, draft: correction }) as { draft: unknown; kept: unknown }
  expect(stored.draft).toBeNull()
  expect(stored.kept).toEqual(OLDER.kept)
  expect(readSession(stored).draft).toEqual(correction)
})

test('P-34: a registration goes on where the release before left it', async () => {
  const talker = createTalker((await freshDatabase()).db)
  await talker.setSession(OLDER)
  expect((await talker.text('Mắm nêm'))[0]?.text).toContain('Mẫu này vừa có thêm câu hỏi. Những gì')
  expect(JSON.stringify(await talker.session())).toContain('Hoa')
})
