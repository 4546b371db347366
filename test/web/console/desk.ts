/** An official at the desk: signed in without the page (the hash is slow), asking as a browser does. */
import type { Deps } from '../../../src/deps.ts'
import { hash } from '../../../src/lib/password.ts'
import type { Language } from '../../../src/message.ts'
import * as handovers from '../../../src/models/handover.ts'
import * as officials from '../../../src/models/official.ts'
import type { Post } from '../../../src/models/official-post.ts'
import * as outbox from '../../../src/models/outbox.ts'
import * as people from '../../../src/models/person.ts'
import * as questions from '../../../src/models/question.ts'
import * as registrations from '../../../src/models/registration.ts'
import * as reports from '../../../src/models/report.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { server } from '../../../src/web/server.ts'
import { type Overrides, testDeps } from '../../support/deps.ts'

export const PASSWORD = 'một câu dễ nhớ'

export interface Desk extends Browser {
  readonly deps: Deps
  /** lines of the log */
  readonly logs: readonly string[]
  close(): Promise<void>
}

/** Someone signed in. */
export interface Browser {
  readonly officialId: string
  readonly csrf: string
  /** of the signed-in browser, as it sends it */
  readonly cookie: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** with Origin and token; `fields` may replace the token */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>
}

export const ADMIN: Post = { role: 'admin', communeCode: null }

export async function openDesk(overrides: Overrides = {}): Promise<Desk> {
  const opened = await testDeps(overrides)
  // Messages are looked at in the outbox; nobody is to take them from there meanwhile.
  const deps: Deps = { ...opened.deps, wake: async () => {} }
  return { ...(await deskOf(deps)), logs: opened.logs, close: opened.close }
}

/** The same with Deps that a test has already. */
export async function deskOf(deps: Deps): Promise<Omit<Desk, 'logs' | 'close'>> {
  return { deps, ...(await signedIn(deps, 'lan@hue.example', ADMIN)) }
}

export async function signedIn(deps: Deps, email: string, post: Post): Promise<Browser> {
  const { id } = await officials.create(deps.db, email, post)
  const { token, csrf } = await signIns.openSession(deps.db, id)
  const cookie = `console=${token}`
  return {
    officialId: id,
    csrf,
    cookie,
    get: async (path, headers = {}) => server.request(path, { headers: { cookie, ...headers } }, deps),
    post: async (path, fields, headers = {}) =>
      server.request(
        path,
        { method: 'POST', body: new URLSearchParams({ csrf, ...fields }), headers: { ...origin(deps), cookie, ...headers } },
        deps,
      ),
  }
}

/** What a browser adds to the posts of our own pages. */
export function origin(deps: Deps): { origin: string } {
  return { origin: new URL(deps.config.publicUrl).origin }
}

/** Another official who has a password. */
export async function withPassword(deps: Deps, email: string, typed = PASSWORD): Promise<string> {
  const { id } = await officials.create(deps.db, email)
  await officials.setPassword(deps.db, id, await hash(typed))
  return id
}

export async function newPerson(
  deps: Deps,
  address: string,
  language: Language = 'vi',
  name = 'Nguyễn Thị Hoa',
): Promise<string> {
  const person = await deps.db
    .transaction()
    .execute((tx) => people.welcome(tx, deps.vault, { channel: 'web', address, name, language }))
  return person.id
}

export async function newReport(
  deps: Deps,
  personId: string,
  description: string,
  communeCode: string | null = null,
): Promise<{ id: string; reference: string }> {
  const filed = {
    personId,
    description,
    place: '12 Lê Lợi',
    position: null,
    communeCode,
    category: null,
    attachmentIds: [],
  }
  return deps.db.transaction().execute((tx) => reports.create(tx, deps.vault, filed, deps.now()))
}

export async function newRegistration(
  deps: Deps,
  personId: string,
  product: string,
  communeCode = '19789',
  more: registrations.Fields = {},
): Promise<{ id: string; reference: string }> {
  const filed = {
    personId,
    name: 'Trần Văn Bé',
    phone: '0905123456',
    communeCode,
    product,
    productGroup: 'thuc-pham',
    criteriaSet: 'tuong-nuoc-mam-gia-vi-long',
    fields: { kind: 'household', licence: 'yes', stage: 'first', unit: 'Hộ kinh doanh Trần Văn Bé', ...more },
    attachmentIds: [],
    papers: [],
  }
  return deps.db.transaction().execute((tx) => registrations.create(tx, deps.vault, filed, deps.now()))
}

export async function newQuestion(deps: Deps, personId: string, text: string): Promise<string> {
  return deps.db
    .transaction()
    .execute((tx) => questions.record(tx, deps.vault, { personId, text, zone: 'refusal', confidence: 0.1, articleId: null }))
}

export async function newHandover(deps: Deps, personId: string, text: string): Promise<string> {
  return deps.db.transaction().execute(async (tx) => {
    const { id } = await handovers.open(tx, personId)
    await handovers.say(tx, deps.vault, id, null, text)
    return id
  })
}

/** All that a person was told, oldest first. */
export async function toldTo(deps: Deps, personId: string): Promise<readonly string[]> {
  return (await outbox.listFor(deps.db, deps.vault, { personId, limit: 100 })).map((row) => row.message.text)
}
