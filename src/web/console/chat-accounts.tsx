/** The chat accounts of the official who is signed in: announcements are looked at there before they go out (P-27). */
import type { Context } from 'hono'
import type * as officialPeople from '../../models/official-person.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Form } from './form.tsx'
import { t } from './words.ts'

const PATH = '/console/account'

interface Props {
  readonly c: Context<ConsoleEnv>
  readonly accounts: readonly officialPeople.Linked[]
  /** just made, shown this once */
  readonly code?: string | undefined
}

export function ChatAccounts({ c, accounts, code }: Props) {
  return (
    <section id="chat">
      <h2>{t('chat_account.title')}</h2>
      <p>{t('chat_account.text')}</p>
      {accounts.length > 0 && (
        <ul class="plain">
          {accounts.map((account) => (
            <li>
              {account.name ?? t('handover.nameless')} · {t(`channel.${account.channel}`)}
              <Form c={c} action={`${PATH}/chat-accounts/${account.personId}/removal`}>
                <button type="submit">{t('chat_account.remove')}</button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      {code && (
        <p class="notice" role="status">
          {t('chat_account.code')} <strong>{t('chat_account.typed', { code })}</strong>
        </p>
      )}
      <Form c={c} action={`${PATH}/chat-code`}>
        <p class="actions">
          <button type="submit">{t('chat_account.make')}</button>
        </p>
      </Form>
    </section>
  )
}
