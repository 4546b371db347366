/** The channels and how they do; where a platform's access was lost, the page on which a new grant is put in. */
import { type Context, Hono } from 'hono'
import { showDate, showTime } from '../../lib/time.ts'
import type { ChannelName } from '../../message.ts'
import * as channelStates from '../../models/channel-state.ts'
import * as tokens from '../../models/token.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Input } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { t } from './words.ts'

const PATH = '/console/channels'
const TOKEN = /^[\x21-\x7e]{8,4096}$/

export const channelRoutes = new Hono<ConsoleEnv>()

channelRoutes.get('/', async (c) => {
  const { db, channels } = c.env
  const [states, kept] = [await channelStates.list(db), await tokens.list(db)]
  return page(
    c,
    { title: t('channels.title'), current: 'channels', notice: c.req.query('renewed') === '1' && <p>{t('channels.renewed')}</p> },
    [...channels.values()].map(({ name, grant }) => (
      <section id={name}>
        <h2>{headed(t(`channel.${name}`))}</h2>
        <p>{stateOf(states.find(({ channel }) => channel === name))}</p>
        {grant && <Token name={name} status={kept.find(({ channel }) => channel === name)} />}
      </section>
    )),
  )
})

channelRoutes.get('/:name/renewal', (c) => renewalPage(c, {}))

channelRoutes.post('/:name/renewal', async (c) => {
  const channel = renewable(c)
  if (!channel?.grant) return refusal(c, 404)
  const { db, vault, log } = c.env
  const { given } = channel.grant
  const typed = (c.get('form').get('refresh_token') ?? '').trim()
  if (!TOKEN.test(typed)) return renewalPage(c, { refresh_token: t('channels.renewal.invalid') })
  await db.transaction().execute((tx) => tokens.renewByHand(tx, vault, channel.name, typed, given))
  log.info('token_given_by_hand', { channel: channel.name, official: c.get('official').id })
  void c.env.wake()
  return c.redirect(`${PATH}?renewed=1`, 303)
})

function renewable(c: Context<ConsoleEnv>) {
  const channel = c.env.channels.get(c.req.param('name') as ChannelName)
  return channel?.grant ? channel : null
}

/** Asked a second time, with what it does; the token itself is never shown again. */
function renewalPage(c: Context<ConsoleEnv>, errors: Errors) {
  const channel = renewable(c)
  if (!channel) return refusal(c, 404)
  const hasErrors = Object.keys(errors).length > 0
  return page(
    c,
    {
      title: t('channels.renewal.title', { channel: t(`channel.${channel.name}`) }),
      current: 'channels',
      ...(hasErrors && { status: 422 }),
    },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <p>{t('channels.how')}</p>
      <p class="warning">{t('channels.renewal.text')}</p>
      <Form c={c} action={`${PATH}/${channel.name}/renewal`}>
        <Input
          name="refresh_token"
          label={t('channels.renewal.field')}
          hint={t('channels.renewal.hint')}
          type="password"
          autocomplete="off"
          errors={errors}
        />
        <p class="actions">
          <button class="danger" type="submit">
            {t('channels.renewal.go')}
          </button>
          <a class="button" href={PATH}>
            {t('keep')}
          </a>
        </p>
      </Form>
    </div>,
  )
}

function Token({ name, status }: { name: string; status: tokens.Status | undefined }) {
  return (
    <>
      <p class={status && status.state !== 'lost' ? undefined : 'warning'}>{tokenText(status)}</p>
      {status?.state === 'lost' && <p>{t(`channels.why.${(status.reason ?? '').split(':')[0]}`)}</p>}
      {status && <p>{t('channels.consented', { at: showTime(status.consentedAt), date: showDate(status.endsAt) })}</p>}
      <p class="actions">
        <a class="button" href={`${PATH}/${name}/renewal`}>
          {t('channels.renew')}
        </a>
      </p>
    </>
  )
}

function tokenText(status: tokens.Status | undefined): string {
  if (!status) return t('channels.token.none')
  return t(`channels.token.${status.state}`, { at: showTime(status.nextAt), count: status.attempts })
}

/** Names of channels are written for the middle of a sentence. */
function headed(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function stateOf(state: channelStates.ChannelState | undefined): string {
  return state?.isPaused ? t(`channels.paused.${state.pausedReason}`) : t('channels.on')
}
