/** The page of a draft: every question that applies, as fields, with what the chat knows already. No word or style inline (P-30). */
import type { Context } from 'hono'
import { fieldsOf, labelOf } from '../../conversations/prompt.ts'
import { showTime } from '../../lib/time.ts'
import type { Env } from '../env.ts'
import { page } from '../page.tsx'
import { Back, FormHeader } from './closed.tsx'
import { Field } from './field.tsx'
import { FileField } from './file-field.tsx'
import { heldFiles } from './held-files.ts'
import type { Look } from './look.ts'
import type { Opened } from './opened.ts'

export async function formPage(c: Context<Env>, opened: Opened, look: Look): Promise<Response> {
  const { t, person, conversation, draft, path, endsAt } = opened
  const fields = fieldsOf(conversation, draft)
  const files = await heldFiles(c.env, opened)
  const needed = fields.filter(([, { block }]) => block === undefined)
  const rest = fields.filter(([, { block }]) => block !== undefined)
  const part = (some: typeof fields) =>
    some.map(([name, step]) =>
      step.kind === 'photos' || step.kind === 'papers' ? (
        <FileField opened={opened} name={name} step={step} held={files[name] ?? []} refused={look.refused?.[name] ?? []} />
      ) : (
        <Field opened={opened} name={name} step={step} look={look} now={c.env.now()} />
      ),
    )
  return page(
    c,
    {
      title: `${t(`form:title.${conversation.name}`)} · ${t('chat:name')}`,
      language: person.language,
      look: 'form',
      isPersonal: true,
      status: look.status ?? 200,
    },
    <>
      <FormHeader t={t} />
      <main class="column">
        <h1>{t(`form:title.${conversation.name}`)}</h1>
        <Said opened={opened} look={look} />
        <p>{t(`form:intro.${conversation.name}`)}</p>
        <p class="small">
          {t('form:until', { time: showTime(endsAt) })} {t('form:private')}{' '}
          <a href={person.language === 'en' ? '/privacy?lang=en' : '/privacy'}>{t('common:privacyLink')}</a>
        </p>
        <form
          id="form"
          method="post"
          action={path}
          enctype="multipart/form-data"
          novalidate
          data-uploading={t('form:files.uploading', { percent: '{{percent}}' })}
          data-lost={t('form:files.lost')}
          data-remove={t('form:files.remove', { name: '{{name}}' })}
          data-chosen={t('form:files.chosen', { count: '{{count}}' })}
        >
          <input type="hidden" name="id" value={crypto.randomUUID()} />
          {needed.length > 0 && rest.length > 0 && <h2>{t('form:part.needed')}</h2>}
          {part(needed)}
          {needed.length > 0 && rest.length > 0 && <h2>{t('form:part.rest')}</h2>}
          {part(rest)}
          <div class="bar">
            <p class="progress" id="progress" role="status" />
            <div class="actions">
              <button class="main" type="submit">
                {t('form:save')}
              </button>
              {person.channel === 'web' && <Back t={t} person={person} />}
            </div>
          </div>
        </form>
        {person.channel !== 'web' && (
          <p class="small">
            <Back t={t} person={person} />
          </p>
        )}
      </main>
    </>,
  )
}

/** What came of the last saving, first on the page and focused; what is wrong with a way to each field. */
function Said({ opened: { t, conversation, person }, look }: { opened: Opened; look: Look }) {
  const { said, faults = {}, newer = [], refused = {} } = look
  const label = (name: string) => labelOf(conversation, name, t)
  const wrong = [
    ...Object.values(faults).map(({ step, text }) => [step, text] as const),
    ...newer.map((step) => [step, t('form:conflict.text')] as const),
    ...Object.entries(refused).map(([step, lines]) => [step, lines.join(' ')] as const),
  ]
  if (wrong.length > 0)
    return (
      <div class="errors" id="said" role="alert" tabindex={-1} autofocus>
        <p>{t('form:errors')}</p>
        <ul>
          {wrong.map(([name, text]) => (
            <li>
              <a href={`#f-${name}`}>
                {label(name)}: {text}
              </a>
            </li>
          ))}
        </ul>
      </div>
    )
  if (!said) return null
  return (
    <div class={`said ${said}`} id="said" role="status" tabindex={-1} autofocus>
      <p>{t(`form:saved.${said}`)}</p>
      {said === 'yes' && (
        <p>
          <Back t={t} person={person} />
        </p>
      )}
    </div>
  )
}
