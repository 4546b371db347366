/** How many questions are understood. The limits stand a little under what is reached, so that a drop is seen. */
import { describe, expect, test } from 'vitest'
import { readQuestions } from '../../scripts/knowledge-files.ts'
import { createKnowledge } from '../../src/knowledge/answer.ts'
import { articles } from '../../src/knowledge/articles/index.ts'
import { askAll, figuresOf, offTopicOf } from './measure.ts'

const knowledge = createKnowledge(articles)

describe.each([
  { half: 'tune', first: 0.94, three: 0.98, helped: 0.96, wrong: 0.02, auroc: 0.98, offAnswered: 0 },
  { half: 'hold', first: 0.91, three: 0.95, helped: 0.92, wrong: 0.02, auroc: 0.955, offAnswered: 0.03 },
  { half: 'own', first: 0.97, three: 0.99, helped: 0.97, wrong: 0.02, auroc: 0.97, offAnswered: 0.05 },
  { half: 'exam-tune', first: 0.95, three: 0.98, helped: 0.96, wrong: 0.02, auroc: 0.98, offAnswered: 0.03 },
  { half: 'exam-hold', first: 0.84, three: 0.93, helped: 0.89, wrong: 0.03, auroc: 0.94, offAnswered: 0.03 },
] as const)('questions of the set "$half"', ({ half, ...limit }) => {
  const asked = askAll(knowledge, readQuestions([half]))
  const figures = figuresOf(asked)
  const offTopic = offTopicOf(asked)

  test('the right article comes first, or among three', () => {
    expect(figures.first).toBeGreaterThanOrEqual(limit.first)
    expect(figures.three).toBeGreaterThanOrEqual(limit.three)
  })

  test('the right answer is given or among the choices; a wrong one is rare', () => {
    expect(figures.helped).toBeGreaterThanOrEqual(limit.helped)
    expect(figures.wrong).toBeLessThanOrEqual(limit.wrong)
  })

  test('what is not ours is told from what is, and not answered', () => {
    expect(offTopic.auroc).toBeGreaterThanOrEqual(limit.auroc)
    expect(offTopic.answered).toBeLessThanOrEqual(limit.offAnswered)
  })
})
