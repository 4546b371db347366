import { askToUnlink, showLinkCode } from './account-link.ts'
import { archive } from './announcements.ts'
import type { Command } from './commands.ts'
import { askToCorrect } from './correction-start.ts'
import { myDossiers } from './dossiers.ts'
import { answered, start } from './drafts.ts'
import { showForm } from './form.ts'
import { end, open } from './handover.ts'
import { askForCode } from './look-up.ts'
import { askLanguage, help, menu, setLanguage, stopNews, withOpenQuestion } from './menu.ts'
import { downloadMyData, moreAboutMyData, myData } from './my-data.ts'
import { askToWithdrawConsent } from './my-data-consent.ts'
import { askToErase } from './my-data-erase.ts'
import { askWords } from './my-data-request.ts'
import { newsSettings } from './news.ts'
import { askToLeave } from './pending.ts'
import { askReminder, cancelReminder } from './reminder.ts'
import { setSorting } from './sorting.ts'
import { startSupplement } from './supplement-start.ts'
import { type Reply, say, type Talk, told } from './talk.ts'
import { askToWithdraw } from './withdrawal.ts'

/** What each of the words does that are understood at any time (`contract.md`). */
const EFFECTS: Readonly<Record<Command, (talk: Talk) => Promise<Reply> | Reply>> = {
  menu: (talk) => menu(talk),
  help,
  cancel: (talk) => (talk.session.withOfficial ? end(talk) : askToLeave(talk)),
  back: (talk) => {
    const { draft } = talk.session
    return draft ? answered(talk, draft, { type: 'back' }) : menu(talk)
  },
  stop: stopNews,
  'my-data': async (talk) => withOpenQuestion(talk, await myData(talk)),
  'my-data-download': downloadMyData,
  'my-data-delete': askToErase,
  'my-data-consent': askToWithdrawConsent,
  'my-data-restrict': (talk) => askWords(talk, 'restrict'),
  'my-data-more': moreAboutMyData,
  correction: askToCorrect,
  handover: (talk) => open(talk),
  end,
  vietnamese: (talk) => setLanguage(talk, 'vi'),
  english: (talk) => setLanguage(talk, 'en'),
  language: askLanguage,
  'look-up': async (talk) => withOpenQuestion(talk, await askForCode(talk)),
  registration: (talk) => start(talk, 'registration'),
  'on-behalf': (talk) => start(talk, 'on-behalf'),
  feedback: (talk) => start(talk, 'feedback'),
  'self-assessment': (talk) => start(talk, 'self-assessment'),
  news: (talk) => newsSettings(talk),
  announcements: archive,
  link: showLinkCode,
  unlink: askToUnlink,
  'sorting-off': (talk) => setSorting(talk, false),
  'sorting-on': (talk) => setSorting(talk, true),
  dossiers: async (talk) => withOpenQuestion(talk, await myDossiers(talk)),
  supplement: (talk) => startSupplement(talk),
  form: showForm,
  withdraw: (talk) => askToWithdraw(talk),
  remind: askReminder,
  'remind-off': cancelReminder,
  question: (talk) => withOpenQuestion(talk, told(talk, say(talk.t('common:question.invite')))),
}

export async function obey(talk: Talk, command: Command): Promise<Reply> {
  return EFFECTS[command](talk)
}
