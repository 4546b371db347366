import type { Category } from '../city/categories.ts'
import { parseCommand } from '../conversations/commands.ts'
import { reply } from '../conversations/reply.ts'
import { isOutage } from '../db/connect.ts'
import type { Tx } from '../db/schema.ts'
import type { Deps, Library } from '../deps.ts'
import { utf8 } from '../lib/bytes.ts'
import { errorFields } from '../lib/log.ts'
import type { Inbound, InboundContent, Language, MediaRef, Outbound } from '../message.ts'
import * as contacts from '../models/contact.ts'
import { parseForm } from '../models/form-update.ts'
import * as inbox from '../models/inbox.ts'
import * as outbox from '../models/outbox.ts'
import * as people from '../models/person.ts'
import * as sessions from '../models/session.ts'
import { translator } from '../texts.ts'
import { drain, type Job } from './drain.ts'

const AT_ONCE = 8
/** An update that ends its process is never seen to fail: past this many leases it is not tried again. */
const MAX_LEASES = 10

/** Turns updates into turns of talk: person, session, reply, outbox and the end of the update in one transaction. */
export const handleUpdates: Job = {
  name: 'handle-updates',
  run: (deps, budget) =>
    drain(deps, 'handle-updates', budget, {
      claim: () => claim(deps),
      handle: ({ update, library }) => deps.db.transaction().execute((tx) => handle(deps, tx, update, library)),
      fail: ({ update }, error) => fail(deps, update, error),
      release: ({ update }) => inbox.release(deps.db, update),
    }),
}

interface Claimed {
  readonly update: inbox.Update
  /** as it is when the update is taken up: asked for once for all that are taken up together */
  readonly library: Library
}

async function claim(deps: Deps): Promise<readonly Claimed[]> {
  const updates = await inbox.claim(deps.db, deps.vault, {
    channels: [...deps.channels.keys()],
    leaseSeconds: deps.config.leaseSeconds,
    limit: AT_ONCE,
  })
  if (updates.length === 0) return []
  const library = await deps.library()
  return updates.map((update) => ({ update, library }))
}

async function handle(deps: Deps, tx: Tx, update: inbox.Update, { knowledge }: Library): Promise<void> {
  if (update.attempts > MAX_LEASES) throw new Error(`Update ${update.id} was leased too often.`)
  const inbound = await gathered(deps, tx, update)
  const flood = inbound.content.type === 'ignored' ? 'calm' : await inbox.flood(tx, update)
  await inbox.finish(tx, update, flood === 'calm' ? 'done' : 'shed')
  if (inbound.content.type === 'ignored' && inbound.content.why === 'staff')
    return stepBack(deps, tx, inbound, inbound.content.messageId)
  if (inbound.content.type === 'ignored' || inbound.address === '' || flood === 'silent') return
  if (inbound.content.type === 'membership') return welcomeOrPart(deps, tx, inbound, inbound.content.active)

  const person = await people.welcome(tx, deps.vault, arrivalOf(inbound))
  const channel = channelOf(deps, inbound)
  // What is filled in on our page opens no window of the platform's.
  if (channel.limits.window && inbound.content.type !== 'form')
    await contacts.touch(tx, person.id, inbound.interactedAt ? new Date(inbound.interactedAt) : deps.now())
  if (flood === 'first')
    return owe(deps, tx, update, person, [{ type: 'message', text: translator(person.language)('common:flood') }])
  if (channel.limits.window && !isAlwaysHeard(inbound.content) && (await contacts.isWithStaff(tx, person.id))) return
  const turn = await reply(inbound, {
    tx,
    vault: deps.vault,
    person,
    session: await sessions.hold(tx, deps.vault, person.homeId),
    inboxId: update.id,
    knowledge,
    limits: channel.limits,
    now: deps.now(),
    publicUrl: deps.config.publicUrl,
    destinationOf: (category) => destinationOf(deps, category),
    channels: deps.channels,
    machineSorting: deps.config.machineSorting,
  })
  await sessions.save(tx, deps.vault, person.homeId, turn.session)
  const { content } = inbound
  const acknowledgement: readonly Outbound[] =
    content.type === 'button' && content.callbackId ? [{ type: 'acknowledge', callbackId: content.callbackId }] : []
  await owe(deps, tx, update, person, [...acknowledgement, ...turn.messages])
}

/** A category's own destination, where it is known here; else that of the setting. null: the officials here. */
function destinationOf({ config, destinations }: Deps, category: Category | undefined): string | null {
  const named = category?.destination ?? config.reportingChannel
  if (named === 'console') return null
  const name = destinations.has(named) ? named : config.reportingChannel
  return name === 'console' ? null : name
}

async function owe(
  deps: Deps,
  tx: Tx,
  update: inbox.Update,
  person: people.Person,
  messages: readonly Outbound[],
): Promise<void> {
  const { limits } = channelOf(deps, person)
  for (const message of messages) {
    await outbox.enqueue(tx, deps.vault, { personId: person.id, message, limits, inboxId: update.id })
  }
}

/** The update with the other parts of its album, if it is one. */
async function gathered(deps: Deps, tx: Tx, update: inbox.Update): Promise<Inbound> {
  const first = await parsed(deps, update, update.raw)
  const rest = await Promise.all(
    (await inbox.takeAlbum(tx, deps.vault, update)).map(async (raw) => (await readRaw(deps, update, raw))?.[0]),
  )
  if (first.content.type !== 'media' || rest.length === 0) return first
  const contents = [first, ...rest].flatMap((part) => (part?.content.type === 'media' ? [part.content] : []))
  const media: readonly MediaRef[] = contents.flatMap((content) => content.media)
  const caption = contents.find((content) => content.caption)?.caption
  return { ...first, content: { type: 'media', media, ...(caption !== undefined && { caption }) } }
}

async function parsed(deps: Deps, update: inbox.Update, raw: string): Promise<Inbound> {
  const inbounds = await readRaw(deps, update, raw)
  const inbound = inbounds?.find((candidate) => candidate.updateId === update.updateId) ?? inbounds?.[0]
  if (!inbound) throw new Error(`Update ${update.id} no longer parses.`)
  return inbound
}

/** A row holds the platform's own words, or what our page made of what was filled in there. */
async function readRaw(deps: Deps, update: inbox.Update, raw: string): Promise<readonly Inbound[] | null> {
  return update.kind === 'form' ? parseForm(raw) : channelOf(deps, update).parse(utf8(raw))
}

/** One of us talks with the person in the platform's own tool: two who answer at once help nobody. */
async function stepBack(deps: Deps, tx: Tx, inbound: Inbound, messageId: string): Promise<void> {
  // Also somebody who never wrote to the bot: the answer to our official must not be the bot's.
  const known = await people.find(tx, deps.vault, inbound.channel, inbound.address)
  const { id } = known ?? (await people.welcome(tx, deps.vault, arrivalOf(inbound)))
  // A platform that named a person for the bot's own messages would silence it after its first word.
  if (!(await outbox.mayBeOurs(tx, id, messageId))) await contacts.noteStaff(tx, id)
}

/** What is meant for the bot whoever talks with the person: "dừng" above all (L-16), and what came from our own page. */
function isAlwaysHeard(content: InboundContent): boolean {
  return content.type === 'button' || content.type === 'form' || (content.type === 'text' && parseCommand(content.text) !== null)
}

async function welcomeOrPart(deps: Deps, tx: Tx, inbound: Inbound, isActive: boolean): Promise<void> {
  const known = await people.find(tx, deps.vault, inbound.channel, inbound.address)
  if (!known) return
  if (isActive) await people.welcome(tx, deps.vault, arrivalOf(inbound))
  else await people.deactivate(tx, known.id)
}

/** Vietnamese unless the platform says that the person's language is another; anyone can switch at any time. */
function arrivalOf(inbound: Inbound) {
  const tag = inbound.languageTag?.toLowerCase()
  const language: Language = tag === undefined || tag.startsWith('vi') ? 'vi' : 'en'
  return { channel: inbound.channel, address: inbound.address, name: inbound.personName, language }
}

/** After the last try the person is told, kindly; the update waits as a dead letter for an operator. */
async function fail(deps: Deps, update: inbox.Update, error: unknown): Promise<void> {
  if (error instanceof inbox.LeaseLost) return
  const outcome = await inbox.recordFailure(deps.db, update, { fields: errorFields(error), isOutage: isOutage(error) })
  if (outcome !== 'dead') return
  deps.log.error('update_dead', { update: update.id, channel: update.channel, ...errorFields(error) })
  await apologise(deps, update)
}

async function apologise(deps: Deps, update: inbox.Update): Promise<void> {
  const inbound = (await readRaw(deps, update, update.raw))?.[0]
  if (!inbound || inbound.address === '') return
  await deps.db.transaction().execute(async (tx) => {
    const person = await people.welcome(tx, deps.vault, arrivalOf(inbound))
    const text = translator(person.language)('common:error', { code: update.id })
    await owe(deps, tx, update, person, [{ type: 'message', text }])
  })
}

function channelOf(deps: Deps, of: { readonly channel: Inbound['channel'] }) {
  const channel = deps.channels.get(of.channel)
  if (!channel) throw new Error(`The channel ${of.channel} is off.`)
  return channel
}
