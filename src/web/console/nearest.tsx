/** Articles that are nearest to what a person said, each with a button that puts its words into the reply. */
import type { Context } from 'hono'
import { createKnowledge } from '../../knowledge/answer.ts'
import type { Article } from '../../knowledge/article.ts'
import { localDay } from '../../lib/time.ts'
import type { Language } from '../../message.ts'
import { pathOf } from './article-edit.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { excerpt, t } from './words.ts'

const MOST = 3
const LONGEST = 1000
const INSERT = 'insert:'

export async function nearest(c: Context<ConsoleEnv>, text: string, most = MOST): Promise<readonly Article[]> {
  if (text.trim() === '') return []
  const { articles, knowledge } = await c.env.library()
  const found = knowledge.ask(text.slice(0, LONGEST), { language: 'vi', today: localDay(c.env.now()) }).articles
  return found.slice(0, most).flatMap(({ id }) => articles.find((article) => article.id === id) ?? [])
}

/** An article as a person reads it, source and all. */
export function wordsOf(c: Context<ConsoleEnv>, article: Article, language: Language): string {
  return createKnowledge([article]).article(article.id, { language, today: localDay(c.env.now()) })?.text ?? ''
}

/**
 * What was typed with the words of the article whose button was pressed; null: no such button was.
 *
 * A submit of the form itself, so that nothing typed is lost; it changes nothing.
 */
export async function inserted(c: Context<ConsoleEnv>, typed: string, language: Language): Promise<string | null> {
  const pressed = c.get('form').get('do') ?? ''
  if (!pressed.startsWith(INSERT)) return null
  const article = (await c.env.library()).articles.find(({ id }) => id === pressed.slice(INSERT.length))
  return article ? [typed, wordsOf(c, article, language)].filter((part) => part !== '').join('\n\n') : typed
}

interface NearestProps {
  readonly articles: readonly Article[]
  /** of the form around it, and where on its page the words are */
  readonly to: string
}

/** Inside the form whose words it fills. */
export function Nearest({ articles, to }: NearestProps) {
  return (
    <section class="card" aria-labelledby="nearest">
      <h2 id="nearest">{t('nearest.title')}</h2>
      {articles.length === 0 && <p>{t('nearest.none')}</p>}
      <ul class="plain">
        {articles.map(({ id, question, text }) => (
          <li class="choice">
            <span>
              <a href={pathOf(id)}>{question}</a>
              <span class="hint">{excerpt(text.join(' '), 160)}</span>
              <button
                class="small"
                type="submit"
                formaction={to}
                name="do"
                value={`${INSERT}${id}`}
                aria-label={t('nearest.insert_one', { question })}
              >
                {t('nearest.insert')}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
