import data from './topics.json' with { type: 'json' }

/** A subject of announcements that people may follow. */
export interface Topic {
  /** ASCII, at most 24 letters: it travels in buttons and lies in rows */
  readonly id: string
  readonly vi: string
  readonly en: string
  /** of one commune: who follows it says which */
  readonly isLocal?: boolean
}

export const TOPICS: readonly Topic[] = data.topics

export function topicById(id: string): Topic | undefined {
  return TOPICS.find((topic) => topic.id === id)
}
