/**
 * The data dictionary: every table and column that is not plain.
 *
 * "sealed" = AES-256-GCM by `lib/seal.ts`, bound to "table.column": personal data and whatever people typed (L-09).
 * "hash" = keyed hash, for look-ups. Times are `timestamptz`, set by the database clock. Ids are bigint, kept as text.
 */
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely'

type Id = Generated<string>
type Time = ColumnType<Date, Date | string, Date | string>
type TimeOr<Null extends null> = ColumnType<Date | Null, Date | string | Null | undefined, Date | string | Null>
type Filled<Value> = ColumnType<Value, Value | undefined, Value>
type Optional<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>

/** One chat account on one channel. */
export interface PersonTable {
  id: Id
  channel: string
  /** sealed: the platform's chat id, needed to send */
  address: string
  /** hash of channel and address */
  address_hash: string
  /** sealed: the display name that the platform told */
  name: Optional<string>
  language: Filled<'vi' | 'en'>
  /** false: blocked us; true again with the next message (P-16) */
  is_active: Filled<boolean>
  /** of linked accounts: the one that the open talk is kept with, the same for all of them and itself; null: not linked */
  home_id: Optional<string>
  created_at: Filled<Date>
  seen_at: Filled<Date>
}

/** Shown in one chat, typed in another: proves that both accounts are the same human's. */
export interface AccountLinkCodeTable {
  person_id: string
  code_hash: string
  expires_at: Time
}

/** Where a person stands in a talk; one row a person, replaced by each turn. */
export interface SessionTable {
  person_id: string
  /** sealed JSON of `conversations/conversation.ts` Session */
  state: string
  /** when the oldest draft in it was last touched; null: there is none. 1970: an older release wrote it, nobody has looked */
  draft_at: TimeOr<null>
  /** nothing of what was said is in it any more: settings only, and drafts */
  is_bare: Filled<boolean>
  updated_at: Filled<Date>
}

/** An update as received; the promise that it is handled once (P-01, P-02). */
export interface InboxTable {
  id: Id
  channel: string
  /** unique in its channel */
  update_id: string
  /** hash of channel and address: work of one person runs in order. Empty: nobody is named */
  person_key: string
  /** parts of one album share it */
  album_id: Optional<string>
  /** content type, for counts: text, button, media, ignored, … */
  kind: string
  /** sealed: the raw body; null once expired */
  raw: Optional<string>
  /** which way of making the signature was found; null: the platform does not sign */
  signed_by: Optional<string>
  /** pending · leased · done · dead (5 tries) · shed (flood, P-20) */
  state: Filled<'pending' | 'leased' | 'done' | 'dead' | 'shed'>
  attempts: Filled<number>
  /** fencing number, raised by each claim: a write with an old one changes nothing */
  fence: Filled<number>
  leased_until: TimeOr<null>
  due_at: Filled<Date>
  received_at: Filled<Date>
  done_at: TimeOr<null>
  /** error class and place, no personal data */
  error: Optional<string>
}

/** One row is one platform call owed to a person. */
export interface OutboxTable {
  id: Id
  person_id: string
  channel: string
  /** the update that this answers; null: an official's words, news of a state */
  inbox_id: Optional<string>
  /** at most one row a person and broadcast (P-07) */
  broadcast_id: Optional<string>
  /** replies go before both kinds of broadcasts */
  lane: Filled<'reply' | 'bulk' | 'emergency'>
  /** sealed JSON of `message.ts` Outbound; null: it stands in `broadcast.messages` */
  payload: Optional<string>
  /** queued · leased (claimed, nothing written) · sending (attempt committed, the wire may carry it) · sent · failed · unknown */
  state: Filled<'queued' | 'leased' | 'sending' | 'sent' | 'failed' | 'unknown'>
  attempts: Filled<number>
  /** how many attempts ended unknown: a reply is repeated once */
  unknowns: Filled<number>
  fence: Filled<number>
  leased_until: TimeOr<null>
  due_at: Filled<Date>
  /** the platform's id of the message */
  external_id: Optional<string>
  /** why it failed, in the adapter's words, no personal data */
  reason: Optional<string>
  created_at: Filled<Date>
  settled_at: TimeOr<null>
}

/** What all workers share about a channel: rate, pause, monthly count. */
export interface ChannelStateTable {
  channel: string
  /** token bucket */
  tokens: number
  refilled_at: Filled<Date>
  /** a second one, for broadcasts only (BULK_RATE) */
  bulk_tokens: Filled<number>
  bulk_refilled_at: Filled<Date>
  /** nothing is sent before this time; 'infinity' until an operator resumes */
  paused_until: TimeOr<null>
  /** busy · unauthorized · quota */
  paused_reason: Optional<string>
  /** YYYY-MM in Asia/Ho_Chi_Minh of `month_count` */
  month: Filled<string>
  month_count: Filled<number>
  /** updates that wait at the platform, as it last said; null: it does not say */
  backlog: Optional<number>
}

/** What a platform with a window knows of a person: how long messages to them are taken (`Limits.window`). */
export interface ContactTable {
  person_id: string
  /** last word, press or follow, by the platform's clock, never in the future; null: nothing is taken */
  interacted_at: TimeOr<null>
  /** last time that one of us wrote by hand in the platform's own tool: the bot is silent for a while */
  staff_at: TimeOr<null>
}

/** Access to a platform that ends by itself and is renewed by a token that can be used once (P-11). */
export interface ChannelTokenTable {
  channel: string
  /** good · refreshing (an attempt is committed, the wire may carry it) · failing (tried again) · lost (by hand) */
  state: Filled<'good' | 'refreshing' | 'failing' | 'lost'>
  /** sealed; null: none */
  access: Optional<string>
  /** hash: tells whether a token that the platform refuses is still the present one */
  access_hash: Optional<string>
  access_at: TimeOr<null>
  access_until: TimeOr<null>
  /** sealed */
  refresh: string
  /** hash: an answer counts only for the token that it was asked with */
  refresh_hash: string
  refresh_at: Filled<Date>
  /** when a human last gave the grant: three months are sure from here only */
  consented_at: Filled<Date>
  due_at: Filled<Date>
  fence: Filled<number>
  leased_until: TimeOr<null>
  /** attempts since the last success, and those of them whose answer was lost */
  attempts: Filled<number>
  unknowns: Filled<number>
  /** of failing and lost: first word answer_lost · refused · unreachable · rejected */
  reason: Optional<string>
  /** hashes of tokens taken from the settings: each is taken once, whatever old processes still have */
  given_hashes: Filled<string[]>
  /** when the end of the grant was last told */
  told_at: TimeOr<null>
}

/** Last number given in a series, e.g. PA-2026. */
export interface CounterTable {
  name: string
  value: number
}

/** What a citizen reported. */
export interface ReportTable {
  id: Id
  /** PA-2026-000123 */
  reference: string
  /** hash of the secret code */
  code_hash: string
  person_id: string
  /** sealed */
  description: string
  /** sealed: the place as typed */
  place: Optional<string>
  /** sealed "lat,lng": the shared position, sensitive (L-07) */
  position: Optional<string>
  /** the exact position was kept long enough: `position` is about a kilometre now */
  is_position_coarse: Filled<boolean>
  /** code of city/units.json */
  commune_code: Optional<string>
  /** kind of report, city/categories; null: nobody could tell */
  category: Optional<string>
  state: Filled<ReportState>
  created_at: Filled<Date>
  updated_at: Filled<Date>
}
/** received · planned · in_progress · need_info (from the sender) · referred (to another agency) · the four ends */
export type ReportState =
  | 'received'
  | 'planned'
  | 'in_progress'
  | 'need_info'
  | 'referred'
  | 'resolved'
  | 'duplicate'
  | 'rejected'
  | 'withdrawn'

/** A report's journey to one destination that handles it elsewhere; reports that officials handle here have none. */
export interface DeliveryTable {
  id: Id
  report_id: string
  /** name of a destination, e.g. open311 */
  destination: string
  /** waiting · leased · sending (attempt committed) · delivered · undecided (an official decides, P-08) · dead · taken_back */
  state: Filled<DeliveryState>
  attempts: Filled<number>
  /** attempts that may have arrived: the destination is asked before another */
  unknowns: Filled<number>
  fence: Filled<number>
  leased_until: TimeOr<null>
  due_at: Filled<Date>
  /** the destination's own id of the report */
  external_id: Optional<string>
  /** why the last attempt failed, in the adapter's words, no personal data */
  reason: Optional<string>
  /** where the destination is asked from, when it is asked for our reference */
  first_try_at: TimeOr<null>
  /** waits on the present ladder, and its begin; anew when an official drives it again. Once delivered: waits of a late photo */
  rung: Filled<number>
  ladder_at: TimeOr<null>
  created_at: Filled<Date>
  settled_at: TimeOr<null>
  /** time of the newest news that was applied: what is older changes nothing (P-10) */
  news_at: TimeOr<null>
  /** sent again although it may have arrived: carries the words "có thể trùng" */
  is_doubtful: Filled<boolean>
}

export type DeliveryState = 'waiting' | 'leased' | 'sending' | 'delivered' | 'undecided' | 'dead' | 'taken_back'

/** Which photos a destination has, has refused for good, or may have: not sent by themselves. */
export interface DeliveryPhotoTable {
  delivery_id: string
  attachment_id: string
  at: Filled<Date>
}

/** What a destination said of a report, each once; nothing of it is guessed. */
export interface DeliveryNewsTable {
  delivery_id: string
  /** the destination's own id, else its word and time */
  update_id: string
  /** as the destination says it */
  state: string
  /** sealed: the destination's reason */
  words: Optional<string>
  happened_at: Time
  at: Filled<Date>
  /** told (the citizen heard it) · late (older than what is known) · same (no change) · unknown (an official looks) */
  effect: 'told' | 'late' | 'same' | 'unknown'
}

/** Which fields of a report left the house, when and to whom (L-08). */
export interface TransferTable {
  id: Id
  report_id: string
  destination: string
  /** names of the fields, comma between */
  fields: string
  outcome: string
  at: Filled<Date>
}

/** When a destination or channel is asked next; one worker at a time. */
export interface PollTable {
  /** name of a destination, or of a channel */
  of: string
  due_at: Filled<Date>
  fence: Filled<number>
  /** news up to this time were seen */
  seen_until: TimeOr<null>
  /** begin of the present round of questions; null: it has missed something */
  round_at: TimeOr<null>
  /** last delivery that the present round has asked about; 0: none */
  asked_until: Filled<string>
}

/** A producer's registration for OCOP. */
export interface RegistrationTable {
  id: Id
  /** DK-2026-000045 */
  reference: string
  code_hash: string
  person_id: string
  /** sealed */
  name: string
  /** sealed */
  phone: string
  commune_code: string
  /** sealed: what the producer calls it */
  product: string
  /** one of the six groups, city/groups */
  product_group: string
  /** id of one of the 26 sheets, knowledge/criteria; null: filed before 11/2026 */
  criteria_set: Optional<string>
  /** sealed JSON: all other answers of the dossier, by the name of their question; null: filed before 11/2026 */
  fields: Optional<string>
  /** 3 to 5, once recognised */
  stars: Optional<number>
  /** number and day of the decision that recognised it */
  decision: Optional<string>
  /** YYYY-MM-DD: last day of the recognition */
  valid_until: Optional<string>
  /** YYYY-MM-DD, sorted: when certificates end that the sealed answers name, for reminders */
  certificate_ends: Filled<readonly string[]>
  /** chat account of who filled it in for the producer and hears of it; before the producer confirms also `person_id` */
  helper_id: Optional<string>
  /** sealed: who that is, in their own words; stays when the producer needs their help no more. null: nobody helped */
  helper_name: Optional<string>
  /** when the producer confirmed what another filled in */
  confirmed_at: TimeOr<null>
  state: Filled<StoredRegistrationState>
  /** of one that was filled in for a producer: when they sent it by confirming */
  created_at: Filled<Date>
  updated_at: Filled<Date>
}
export type RegistrationState =
  /** filled in by another: nobody but they and the producer see it */
  | 'unconfirmed'
  | 'submitted'
  | 'needs_more'
  /** taken in by the commune */
  | 'accepted'
  /** on its way to the city */
  | 'forwarded'
  | 'assessing'
  | 'recognised'
  | 'not_recognised'
  /** by the producer */
  | 'withdrawn'
  /** the recognition is over */
  | 'expired'
/** `rejected`: an older release may still write it; read as `not_recognised`. */
export type StoredRegistrationState = RegistrationState | 'rejected'

/** When a person wants to be reminded of a registration that they were not ready for; told_at: said. */
export interface PersonReminderTable {
  person_id: string
  due_at: Time
  told_at: TimeOr<null>
}

/** The code by which a producer confirms what another filled in; used once. */
export interface RegistrationConfirmationTable {
  registration_id: string
  code_hash: string
  expires_at: Time
}

/** What a producer was reminded of, each once: `missing-7`, `renewal-210`; their helper: `missing-7:helper`. */
export interface RegistrationReminderTable {
  registration_id: string
  reminder: string
  /** false: there was nothing to say any more */
  is_told: boolean
  at: Filled<Date>
}

/** Each change of state of a report or registration, newest last; what the sender is told. */
export interface StateChangeTable {
  id: Id
  report_id: Optional<string>
  registration_id: Optional<string>
  state: string
  /** sealed: the official's words to the person */
  words: Optional<string>
  official_id: Optional<string>
  at: Filled<Date>
}

/** A photo or paper that came in a talk. */
export interface AttachmentTable {
  /** random, 32 characters: stands in links */
  id: string
  person_id: string
  report_id: Optional<string>
  registration_id: Optional<string>
  handover_id: Optional<string>
  kind: 'photo' | 'file'
  /** of a dossier: which paper it is (`conversations/papers.ts`), `unnamed` where nobody said; null: a photo of the product */
  paper: Optional<string>
  /** sealed JSON of MediaRef */
  source: string
  /** wanted · stored · refused (not what it claimed) · lost (could not be had) · deleted */
  state: Filled<'wanted' | 'stored' | 'refused' | 'lost' | 'deleted'>
  storage_key: Optional<string>
  content_type: Optional<string>
  bytes: Optional<number>
  width: Optional<number>
  height: Optional<number>
  attempts: Filled<number>
  fence: Filled<number>
  leased_until: TimeOr<null>
  due_at: Filled<Date>
  created_at: Filled<Date>
}

/** Bytes in our storage that no row names any more: a job deletes them, as often as it takes. */
export interface DiscardedFileTable {
  storage_key: string
  attempts: Filled<number>
  /** while one worker deletes it, or after a failure: when it is tried again */
  due_at: Filled<Date>
}

/** A producer's own scores on one of the 26 sheets; never changed, the next one is a new row. */
export interface AssessmentTable {
  id: Id
  person_id: string
  /** id of the sheet, knowledge/criteria */
  criteria_set: string
  /** sealed: what the producer calls it */
  product: string
  /** sealed JSON: criterion to the place of the chosen option, null not known yet */
  marks: string
  total: number
  stars: number
  created_at: Filled<Date>
}

/** Consent, append-only (L-02): a withdrawal is a row of its own. */
export interface ConsentTable {
  id: Id
  person_id: string
  /** registration · helping (with another's registration) · news · publication */
  purpose: string
  /** of news: what was chosen, city/topics; null: all */
  topic: Optional<string>
  given: boolean
  /** language and version of the text, and its SHA-256 */
  text_version: string
  text_hash: string
  channel: string
  inbox_id: Optional<string>
  at: Filled<Date>
}

/** Who wants which news: what is not here is not sent (L-16). */
export interface SubscriptionTable {
  person_id: string
  /** city/topics */
  topic: string
  /** empty: the topic is of the whole city */
  commune_code: Filled<string>
  at: Filled<Date>
}

/** An announcement to all who follow a topic. Its words are public, so they lie open. */
export interface BroadcastTable {
  id: Id
  kind: 'ordinary' | 'emergency'
  /** labelled [QC] (L-16) */
  is_promotion: Filled<boolean>
  topic: string
  commune_code: Filled<string>
  title_vi: string
  text_vi: string
  /** both null: English readers get Vietnamese */
  title_en: Optional<string>
  text_en: Optional<string>
  /** why it cannot wait; every emergency has one (P-27) */
  reason: Optional<string>
  /** template: who is past the platform's window gets the approved template, which costs money */
  beyond: Filled<'none' | 'template'>
  state: Filled<BroadcastState>
  /** raised by each change of the words, which ends what was previewed and approved before */
  version: Filled<number>
  /** outbox row of the official's own copy of this version */
  preview_id: Optional<string>
  scheduled_at: TimeOr<null>
  /** last who changed the words */
  edited_by: string
  requested_by: Optional<string>
  /** another official than both (P-27) */
  approved_by: Optional<string>
  /** Outbound by language, fixed when sending begins; written as JSON */
  messages: ColumnType<unknown, string | null | undefined, string | null>
  /** last person that was queued or skipped */
  cursor_id: Filled<string>
  started_at: TimeOr<null>
  /** from now on everyone has a row */
  fanned_out_at: TimeOr<null>
  ended_at: TimeOr<null>
  /** `models/broadcast-result.ts` Tally, written as JSON when its rows of single people go */
  tally: ColumnType<unknown, string | null | undefined, string | null>
  created_at: Filled<Date>
  updated_at: Filled<Date>
}
export type BroadcastState = 'draft' | 'waiting_approval' | 'scheduled' | 'sending' | 'paused' | 'done' | 'stopped'

/** Who did what to a broadcast, newest last. */
export interface BroadcastChangeTable {
  id: Id
  broadcast_id: string
  /** null: it happened by itself */
  official_id: Optional<string>
  action: string
  words: Optional<string>
  at: Filled<Date>
}

/** A follower who gets no message, and why; with the outbox rows of a broadcast: everyone. */
export interface BroadcastSkipTable {
  broadcast_id: string
  person_id: string
  /** inactive · no_consent · channel_off · daily_limit · quota · stopped */
  reason: string
}

/** The chat accounts in which an official looks at a broadcast first. */
export interface OfficialPersonTable {
  official_id: string
  person_id: string
  at: Filled<Date>
}

/** Shown in the console, typed in the chat: proves that both are the same human. */
export interface OfficialPersonCodeTable {
  official_id: string
  code_hash: string
  expires_at: Time
}

/** A question that no article answered, that ended in choices, or whose answer a person found wrong. */
export interface QuestionTable {
  id: Id
  person_id: string
  /** sealed */
  text: string
  zone: string
  confidence: number
  /** nearest article */
  article_id: Optional<string>
  state: Filled<'open' | 'answered' | 'dismissed'>
  created_at: Filled<Date>
  settled_at: TimeOr<null>
  official_id: Optional<string>
  /** what the person thought of the answer; `down` with zone `choices`: none of them was meant */
  vote: Optional<'up' | 'down'>
  /** sealed: why the answer was not right, chosen or in the person's own words */
  reason: Optional<string>
  /** article that the person chose of several: perhaps a further way of asking it */
  chosen_id: Optional<string>
}

/** Whether an article helped a person; the last word of each counts. */
export interface ArticleVoteTable {
  person_id: string
  article_id: string
  is_up: boolean
  at: Filled<Date>
}

/** Articles as officials left them, one row a save; the newest of an article counts. Public words, so they lie open. */
export interface ArticleVersionTable {
  /** grows in the order of commits: the greatest tells whether anything changed */
  id: Id
  /** a shipped article's, or its own */
  article_id: string
  action: 'saved' | 'withdrawn' | 'restored'
  /** `models/article.ts` Content, written as JSON; null: as shipped */
  content: ColumnType<unknown, string | null | undefined, string | null>
  /** not given to anyone any more */
  is_withdrawn: Filled<boolean>
  official_id: string
  at: Filled<Date>
}

/** Questions that must go on finding their article; asked again before each save. Officials took what is personal out. */
export interface ArticleQuestionTable {
  id: Id
  text: string
  article_id: string
  official_id: Optional<string>
  created_at: Filled<Date>
}

/** Words that officials added to what the channel understands. Public words, so they lie open. */
export interface WordTable {
  id: Id
  /** as people say it, lower case */
  said: string
  /** in words that the articles use */
  meant: string
  official_id: string
  created_at: Filled<Date>
}

/** A talk given to an official. At most one open a person. */
export interface HandoverTable {
  id: Id
  person_id: string
  state: Filled<'open' | 'closed'>
  created_at: Filled<Date>
  updated_at: Filled<Date>
}

/** What was said in a hand-over, by either side, and words sent about a report, registration or question. */
export interface HandoverMessageTable {
  id: Id
  handover_id: string
  /** null: the person */
  official_id: Optional<string>
  /** sealed */
  text: string
  at: Filled<Date>
}

/** What a person asked about their own data, or did with it at once (L-03), with the clocks of the law (L-04). */
export interface DataRequestTable {
  id: Id
  person_id: string
  kind: DataRequestKind
  /** sealed: what is asked in the person's words, or what they corrected themself, with the old values; null once erased */
  words: Optional<string>
  /** JSON of `models/data-request.ts` Subject[]: what it concerns, by labels and ids only */
  subjects: Filled<string>
  /** somebody else holds some of it: the clocks are longer */
  has_third_party: Filled<boolean>
  /** open · answered (the person was told how it goes on) · done · refused */
  state: Filled<DataRequestState>
  created_at: Filled<Date>
  answer_due: Time
  do_due: Time
  answered_at: TimeOr<null>
  /** sealed: the official's first words */
  answer: Optional<string>
  /** at most one extension */
  extended_at: TimeOr<null>
  /** sealed */
  extension_reason: Optional<string>
  /** when an official asked who else holds it to erase it too */
  third_party_asked_at: TimeOr<null>
  settled_at: TimeOr<null>
  /** sealed: the official's last words, or the reason of the refusal */
  outcome: Optional<string>
  /** who settled it, or acted last; null: nobody did, or the person did it themself */
  official_id: Optional<string>
}
/** restrict: also an objection to a use. */
export type DataRequestKind = 'see' | 'download' | 'correct' | 'withdraw' | 'restrict' | 'delete'
export type DataRequestState = 'open' | 'answered' | 'done' | 'refused'

/** Someone who may sign in to the console. */
export interface OfficialTable {
  id: Id
  /** lower case */
  email: string
  /** scrypt; null until the first sign-in by link */
  password: Optional<string>
  /** admin (also names officials) · city · commune (only what belongs to `commune_code`, P-26) */
  role: Filled<OfficialRole>
  /** city/units; there if and only if the role is commune */
  commune_code: Optional<string>
  /** the last time; not `seen_at`, which older code means to be the session's where it joins both (P-34) */
  signed_in_at: TimeOr<null>
  created_at: Filled<Date>
}
export type OfficialRole = 'admin' | 'city' | 'commune'

/** One-time sign-in link. */
export interface SignInLinkTable {
  /** hash of the token */
  token_hash: string
  official_id: string
  expires_at: Time
  used_at: TimeOr<null>
}

/** A signed-in browser. */
export interface SignInSessionTable {
  token_hash: string
  official_id: string
  csrf: string
  created_at: Filled<Date>
  seen_at: Filled<Date>
}

/** Failed sign-ins, for the slow-down (P-24). */
export interface SignInFailureTable {
  id: Id
  /** hash of the e-mail typed */
  account_hash: string
  /** hash of the network address */
  network_hash: string
  at: Filled<Date>
}

/** What a round of the clocks removed (L-06): counts only. */
export interface RetentionRunTable {
  /** begin of the round */
  at: Time
  /** city/retention */
  kind: string
  removed: number
}

export interface Schema {
  person: PersonTable
  account_link_code: AccountLinkCodeTable
  session: SessionTable
  inbox: InboxTable
  outbox: OutboxTable
  channel_state: ChannelStateTable
  contact: ContactTable
  channel_token: ChannelTokenTable
  counter: CounterTable
  report: ReportTable
  delivery: DeliveryTable
  delivery_photo: DeliveryPhotoTable
  delivery_news: DeliveryNewsTable
  transfer: TransferTable
  poll: PollTable
  registration: RegistrationTable
  person_reminder: PersonReminderTable
  registration_confirmation: RegistrationConfirmationTable
  registration_reminder: RegistrationReminderTable
  assessment: AssessmentTable
  state_change: StateChangeTable
  attachment: AttachmentTable
  discarded_file: DiscardedFileTable
  consent: ConsentTable
  subscription: SubscriptionTable
  broadcast: BroadcastTable
  broadcast_change: BroadcastChangeTable
  broadcast_skip: BroadcastSkipTable
  official_person: OfficialPersonTable
  official_person_code: OfficialPersonCodeTable
  question: QuestionTable
  article_vote: ArticleVoteTable
  article_version: ArticleVersionTable
  word: WordTable
  article_question: ArticleQuestionTable
  handover: HandoverTable
  handover_message: HandoverMessageTable
  data_request: DataRequestTable
  official: OfficialTable
  sign_in_link: SignInLinkTable
  sign_in_session: SignInSessionTable
  sign_in_failure: SignInFailureTable
  retention_run: RetentionRunTable
}

/** A connection or a transaction; models take either. */
export type Db = Kysely<Schema> | Transaction<Schema>
/** A transaction that the caller opened: what is written here lives or dies with the turn. */
export type Tx = Transaction<Schema>
