import { expect, test } from 'vitest'
import { describe as describeAnswer } from '../../src/lib/answer.ts'

test('P-29: a platform’s words are kept, and nothing of a person, a secret or an address in them', () => {
  const say = (words: unknown) => describeAnswer(400, words, ['123456:canary', 'hook-secret'])
  expect(say('Bad Request: chat not found')).toBe('400 Bad Request: chat not found')
  expect(say('no bot 123456:canary with hook-secret')).toBe('400 no bot … with …')
  expect(say('cannot read https://a.example/p?x=1 now')).toBe('400 cannot read … now')
  expect(say("can't find 'Lan Nguyen' or \"0912\" in chat 800000001")).toBe("400 can't find … or … in chat …")
  expect(say('tên Nguyễn')).not.toMatch(/[^\x20-\x7e…]/)
  expect(say('x '.repeat(500)).length).toBeLessThanOrEqual(120)
  expect(say({ not: 'text' })).toBe('400')
})
