/** A draft on its page: what stands in the fields, and any order of page and chat (P-13). */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldPrint, fill, type Given, inField } from '../../src/conversations/filling.ts'
import { fieldsOf } from '../../src/conversations/prompt.ts'
import { registration } from '../../src/conversations/registration.ts'
import { readSession } from '../../src/conversations/session.ts'
import { translator } from '../../src/texts.ts'
import { freshDatabase } from '../support/database.ts'
import { PRODUCERS } from './producers.ts'
import { createTalker } from './talker.ts'

const reading = { t: translator('vi'), now: new Date('2026-11-24T02:00:00Z') }

const BLANK = {
  conversation: 'registration',
  version: registration.version,
  nonce: 'abc123',
  step: 'kind',
  answers: {},
  failures: 0,
  offers: [],
  touchedAt: '2026-11-24T02:00:00.000Z',
} as const

test('what the page shows of every answer of twenty producers, given again, is the same answer', async () => {
  const { db } = await freshDatabase()
  for (const [at, producer] of PRODUCERS.entries()) {
    const talker = createTalker(db, { address: `producer-${at}` })
    await talker.text('đăng ký')
    await talker.text('đồng ý')
    for (let turn = 0; turn < 30; turn++) {
      const { draft } = readSession(await talker.session())
      if (!draft || draft.step === 'review') break
      const says = producer.says[draft.step]
      await talker.text(draft.step === 'set' || draft.failures > 0 ? '1' : says || 'bỏ qua')
      if (draft.step === 'story') await talker.text('xong')
    }
    const { draft } = readSession(await talker.session())
    if (!draft) throw new Error(`The draft of ${producer.name} is gone.`)
    expect(draft.step, producer.name).toBe('review')
    const given: Given[] = fieldsOf(registration, draft).flatMap(([step, { kind }]): Given[] => {
      const value = registration.steps[step] ? inField(registration.steps[step], step, draft.answers, reading) : ''
      if (value === '') return []
      const isChosen = kind === 'choice' || kind === 'commune'
      return [{ step, was: fieldPrint(value), input: isChosen ? { type: 'choice', value } : { type: 'text', text: value } }]
    })
    expect(given.length, producer.name).toBeGreaterThan(8)
    const filled = fill(registration, draft, given, reading)
    expect([filled.faults, filled.newer], producer.name).toEqual([[], []])
    const without = ({ '.phoneRemark': _, ...answers }: Readonly<Record<string, unknown>>) => answers
    expect(without(filled.draft.answers), producer.name).toEqual(without(draft.answers))
  }
})

test('L-07: a personal number stands masked on the page, never as a whole', () => {
  const { taxCode } = registration.steps
  if (!taxCode) throw new Error('There is such a step.')
  const answers = { kind: 'household', licence: 'yes', taxCode: '046085001234' }
  expect(inField(taxCode, 'taxCode', answers, reading)).toBe('')
  expect(taxCode.show('046085001234', reading.t)).not.toContain('085001')
})

test('P-14, P-19: any words for any question end in an answer or a fault, and the draft stays one', () => {
  const steps = fc.constantFrom(...Object.keys(registration.steps), 'nothing', '__proto__')
  const one = fc.record({ step: steps, was: fc.string(), typed: fc.string({ unit: 'binary' }), isChosen: fc.boolean() })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (many) => {
      const given = many.map(
        ({ step, typed, isChosen }): Given => ({
          step,
          was: fieldPrint(''),
          input: isChosen ? { type: 'choice', value: typed } : { type: 'text', text: typed },
        }),
      )
      const { draft, taken, faults } = fill(registration, BLANK, given, reading)
      expect(readSession({ ...readSession(null), draft }).draft).toEqual(draft)
      expect(faults.every(({ text }) => text !== '')).toBe(true)
      expect(taken.every((name) => registration.steps[name] !== undefined)).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('a question that does not apply is passed over, also where it only came to apply with the same form', () => {
  const household: Given = { step: 'kind', was: fieldPrint(''), input: { type: 'choice', value: 'household' } }
  const licence: Given = { step: 'licence', was: fieldPrint(''), input: { type: 'choice', value: 'yes' } }
  expect(fill(registration, BLANK, [licence], reading).taken).toEqual([])
  expect(fill(registration, BLANK, [licence, household], reading).taken).toEqual(['kind', 'licence'])
})
