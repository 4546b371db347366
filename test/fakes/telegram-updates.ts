/** Updates as Telegram writes them, for one person; ids grow by themselves. */
export interface TelegramPerson {
  readonly id: number | string
  readonly firstName: string
  readonly lastName?: string
  readonly languageCode?: string
}

export interface PhotoFile {
  readonly fileId: string
  readonly size: number
  readonly caption?: string
}

let updateId = 700_000_000
let messageId = 10

/** Each gives the JSON text of one update. A person's id given as text is written as a bare number, however large. */
export function telegramUpdates(person: TelegramPerson) {
  const from = {
    id: marked(person.id),
    is_bot: false,
    first_name: person.firstName,
    ...(person.lastName && { last_name: person.lastName }),
    ...(person.languageCode && { language_code: person.languageCode }),
  }
  const chat = { id: marked(person.id), type: 'private', first_name: person.firstName }
  const update = (kind: string, value: object) => bareIds(JSON.stringify({ update_id: ++updateId, [kind]: value }))
  const message = (extra: object) => ({ message_id: ++messageId, date: now(), from, chat, ...extra })
  return {
    message: (extra: object) => update('message', message(extra)),
    text: (text: string) => update('message', message({ text, ...entities(text) })),
    edit: (editedId: number, text: string) =>
      update('edited_message', { ...message({ text }), message_id: editedId, edit_date: now() }),
    photo: (file: PhotoFile, mediaGroupId?: string) =>
      update(
        'message',
        message({ photo: sizes(file), ...caption(file.caption), ...(mediaGroupId && { media_group_id: mediaGroupId }) }),
      ),
    document: (file: { fileId: string; size: number; name: string; type: string; caption?: string }) =>
      update(
        'message',
        message({
          document: {
            file_id: file.fileId,
            file_unique_id: `u${file.fileId}`,
            file_name: file.name,
            mime_type: file.type,
            file_size: file.size,
          },
          ...caption(file.caption),
        }),
      ),
    voice: (fileId: string, size: number) =>
      update(
        'message',
        message({
          voice: { file_id: fileId, file_unique_id: `u${fileId}`, duration: 3, mime_type: 'audio/ogg', file_size: size },
        }),
      ),
    sticker: () =>
      update(
        'message',
        message({
          sticker: {
            file_id: 'st',
            file_unique_id: 'ust',
            type: 'regular',
            width: 512,
            height: 512,
            is_animated: false,
            is_video: false,
          },
        }),
      ),
    location: (latitude: number, longitude: number) =>
      update('message', message({ location: { latitude, longitude, horizontal_accuracy: 25 } })),
    contact: (phone: string, userId: number | string | undefined) =>
      update(
        'message',
        message({
          contact: {
            phone_number: phone,
            first_name: person.firstName,
            ...(userId !== undefined && { user_id: marked(userId) }),
          },
        }),
      ),
    press: (data: string, callbackId: string, under: { messageId: number; text: string }) =>
      update('callback_query', {
        id: callbackId,
        from,
        chat_instance: '-42',
        data,
        message: {
          message_id: under.messageId,
          date: now(),
          chat,
          from: { id: 1, is_bot: true, first_name: 'Bot' },
          text: under.text,
        },
      }),
    membership: (status: 'member' | 'kicked') =>
      update('my_chat_member', {
        chat,
        from,
        date: now(),
        old_chat_member: { status: status === 'member' ? 'kicked' : 'member', user: { id: 1, is_bot: true, first_name: 'Bot' } },
        new_chat_member: { status, user: { id: 1, is_bot: true, first_name: 'Bot' } },
      }),
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}

function caption(text: string | undefined) {
  return text === undefined ? {} : { caption: text }
}

function entities(text: string) {
  const command = /^\/[\w@]+/.exec(text)?.[0]
  return command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {}
}

/** Telegram sends several sizes of one photo, smallest first; only the largest is the photo itself. */
function sizes(file: PhotoFile) {
  return [90, 320, 1280].map((width, at) => ({
    file_id: at === 2 ? file.fileId : `${file.fileId}-${width}`,
    file_unique_id: `u${file.fileId}-${width}`,
    width,
    height: Math.round(width * 0.75),
    file_size: at === 2 ? file.size : Math.min(file.size, width * 10),
  }))
}

/** JSON.stringify cannot write a number above 2^53: ids given as text go in marked and come out as bare numbers. */
function marked(id: number | string): number | string {
  return typeof id === 'number' ? id : `#${id}`
}

function bareIds(json: string): string {
  return json.replace(/"(id|user_id)":"#(-?\d+)"/g, '"$1":$2')
}
