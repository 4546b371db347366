import type { Context } from 'hono'
import type { ConsoleEnv } from './console-env.ts'
import { page } from './layout.tsx'
import { localPath } from './local-path.ts'
import { t } from './words.ts'

/** A request that is not taken, with the reason, what was typed, and a way on. */
export function refusal(c: Context<ConsoleEnv>, status: 400 | 403 | 404 | 408 | 413 | 503): Response | Promise<Response> {
  return page(
    c,
    { title: t(`refusal.${status}.title`), status },
    <div class="narrow">
      <p>{t(`refusal.${status}.text`)}</p>
      <TypedBack c={c} />
      <p>
        <a class="button" href="/console">
          {t('to_desk')}
        </a>
      </p>
    </div>,
  )
}

/** The last part of a path that has no page of its own. */
const POST_ONLY =
  /\/(state|messages|answer|group\/article|group\/dismissal|password|preview|request|approval|withdrawal|pause|resumption|chat-code|questions\/\d+\/removal|chat-accounts\/\d+\/removal)$/

/** The session ended while someone was writing. */
export function interrupted(c: Context<ConsoleEnv>): Response | Promise<Response> {
  const back = localPath(new URL(c.req.url).pathname.replace(POST_ONLY, ''))
  return page(
    c,
    { title: t('interrupted.title'), status: 403 },
    <div class="narrow">
      <p>{t('interrupted.text')}</p>
      <TypedBack c={c} />
      <p>
        <a class="button main" href={`/console/sign-in?next=${encodeURIComponent(back)}`}>
          {t('interrupted.again')}
        </a>
      </p>
    </div>,
  )
}

const TYPED = ['words', 'title_vi', 'text_vi', 'title_en', 'text_en', 'question', 'aliases', 'text']

/** Words that were not saved are handed back, to be copied. */
function TypedBack({ c }: { c: Context<ConsoleEnv> }) {
  const form: URLSearchParams | undefined = c.get('form')
  const typed = TYPED.map((name) => form?.get(name) ?? '')
    .filter((text) => text !== '')
    .join('\n\n')
  if (!typed) return null
  return (
    <p class="field">
      <label for="typed">{t('typed_back')}</label>
      <textarea id="typed" readonly rows={6}>
        {typed}
      </textarea>
    </p>
  )
}
