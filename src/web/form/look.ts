import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Answers, Json, Step } from '../../conversations/conversation.ts'
import type { Fault } from '../../conversations/filling.ts'
import type { T } from '../../texts.ts'

/** What came of the last saving, as the page shows it. By question. */
export interface Look {
  /** how it ended */
  readonly said?: 'yes' | 'later' | 'no' | 'same'
  readonly faults?: Readonly<Record<string, Fault>>
  /** the chat has another answer */
  readonly newer?: readonly string[]
  /** shown again as it was typed */
  readonly typed?: Readonly<Record<string, string>>
  /** a line a file */
  readonly refused?: Readonly<Record<string, readonly string[]>>
  readonly status?: ContentfulStatusCode
}

export interface ControlProps {
  readonly t: T
  readonly name: string
  readonly step: Step<Json>
  /** what stands in it */
  readonly value: string
  readonly answers: Answers
  /** `aria-describedby` and `aria-invalid` */
  readonly described: Readonly<Record<string, string | undefined>>
}
