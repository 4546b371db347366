import type { Conversation, ConversationName } from './conversation.ts'
import { feedback } from './feedback.ts'
import { registration } from './registration.ts'

/** All guided conversations. */
export const CONVERSATIONS: Readonly<Record<ConversationName, Conversation>> = { registration, feedback }
