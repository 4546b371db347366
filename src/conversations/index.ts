import type { Conversation, ConversationName } from './conversation.ts'
import { correction } from './correction.ts'
import { feedback } from './feedback.ts'
import { onBehalf } from './on-behalf.ts'
import { registration } from './registration.ts'
import { selfAssessment } from './self-assessment.ts'
import { supplement } from './supplement.ts'

/** All guided conversations. */
export const CONVERSATIONS: Readonly<Record<ConversationName, Conversation>> = {
  registration,
  'on-behalf': onBehalf,
  feedback,
  'self-assessment': selfAssessment,
  supplement,
  correction,
}
