/** Deleting a photo or paper for good, asked twice; its sender is told (L-07). */
import { type Context, Hono } from 'hono'
import { tell } from '../../conversations/tell.ts'
import * as attachments from '../../models/attachment.ts'
import { Preview } from './attachment-list.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Twice } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { belongingOf } from './waiting.ts'
import { t } from './words.ts'

export const attachmentRoutes = new Hono<ConsoleEnv>()

attachmentRoutes.get('/:id/deletion', async (c) => {
  const found = await find(c, c.req.param('id'))
  if (!found) return refusal(c, 404)
  const { attachment, subject } = found
  return page(
    c,
    { title: t('deletion.title'), current: subject.current },
    <div class="narrow">
      <p>{t('deletion.text', { where: subject.reference ?? t('deletion.talk') })}</p>
      <div class="attachments">
        <Preview c={c} attachment={attachment} number={1} />
      </div>
      <Twice c={c} action={`/console/attachments/${attachment.id}/deletion`} go={t('deletion.go')} back={subject.path} />
    </div>,
  )
})

attachmentRoutes.post('/:id/deletion', async (c) => {
  const id = c.req.param('id')
  const found = await find(c, id)
  if (!found) return refusal(c, 404)
  await c.env.db.transaction().execute(async (tx) => {
    const gone = await attachments.remove(tx, id)
    const { reference } = found.subject
    if (gone) {
      await tell(tx, c.env, gone.personId, (person) =>
        reference ? person('news:deleted', { reference }) : person('news:deleted_in_talk'),
      )
    }
  })
  c.env.log.info('attachment_deleted', { attachment: id, official: c.get('official').id })
  void c.env.wake()
  return c.redirect(`${found.subject.path}?deleted=1`, 303)
})

async function find(c: Context<ConsoleEnv>, id: string) {
  const attachment = await attachments.find(c.env.db, id)
  const subject = attachment && (await belongingOf(c.env.db, c.get('scope'), id))
  return attachment && subject ? { attachment, subject } : null
}
