import type { Context } from 'hono'
import { showTime } from '../../lib/time.ts'
import { correctionsOf } from '../../models/data-request.ts'
import type { ConsoleEnv } from './console-env.ts'
import type { Elsewhere } from './subject.ts'
import { t } from './words.ts'

/** What a producer put right in a dossier themself, with the old values (L-03). null: nothing */
export async function corrections(c: Context<ConsoleEnv>, { id }: { readonly id: string }): Promise<Elsewhere | null> {
  const found = await correctionsOf(c.env.db, c.env.vault, id)
  if (found.length === 0) return null
  const section = (
    <section class="card">
      <h2>{t('correction.title')}</h2>
      {found.map(({ createdAt, words }) => (
        <>
          <p class="hint">
            <time datetime={createdAt.toISOString()}>{showTime(createdAt)}</time>
          </p>
          {words && <p class="words">{words}</p>}
        </>
      ))}
    </section>
  )
  return { isLocked: false, section }
}
