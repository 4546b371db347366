/** Our message as Zalo's CS message: text, at most five buttons, or a picture. */
import { shorten } from '../lib/text.ts'
import type { Choice, Link, Outbound } from '../message.ts'
import { plainText } from './plain-text.ts'
import { carried, type Signer } from './zalo-oa-press.ts'

type Message = Extract<Outbound, { type: 'message' }>
type Button = Choice | Link

export const MAX_BUTTONS = 5
const MAX_TEXT = 2000
const MAX_TITLE = 100

export interface Rendered {
  readonly text: string
  readonly buttons: readonly Button[]
}

/**
 * Choices first, then links, as long as there are buttons; what is left stands in the text: choices with the number that
 * the person types, links with their address. A picture takes the place of the buttons.
 */
export function render({ text, choices = [], links = [], image }: Message): Rendered {
  const most = image ? 0 : MAX_BUTTONS
  const pressable = choices.slice(0, most)
  const followed = links.slice(0, most - pressable.length)
  const rest = {
    text,
    choices: choices.slice(pressable.length),
    links: links.slice(followed.length),
    firstNumber: pressable.length + 1,
  }
  const buttons = [...pressable, ...followed].map((button) => ({ ...button, label: shorten(button.label, MAX_TITLE) }))
  return { text: plainText(rest, MAX_TEXT).normalize('NFC'), buttons }
}

/** The body of `POST /v3.0/oa/message/cs`. @param uploaded id of the picture at the platform; null: it goes by its address */
export async function wireOf(address: string, message: Message, presses: Signer, uploaded: string | null): Promise<object> {
  const { text, buttons } = render(message)
  const attachment = message.image ? picture(message.image.url, uploaded) : await keyboard(address, buttons, presses)
  return { recipient: { user_id: address }, message: { ...(text && { text }), ...(attachment && { attachment }) } }
}

/** The body with Zalo's own form for name and phone in the place of the text; null: nothing of the kind is asked. */
export function formWireOf(address: string, { text, askContact }: Message): object | null {
  if (!askContact) return null
  const element = {
    title: shorten(askContact.title.normalize('NFC'), MAX_TITLE),
    subtitle: shorten(text.normalize('NFC'), MAX_SUBTITLE),
    image_url: askContact.image,
  }
  const attachment = { type: 'template', payload: { template_type: 'request_user_info', elements: [element] } }
  return { recipient: { user_id: address }, message: { attachment } }
}

const MAX_SUBTITLE = 500
const MAX_TEMPLATE_TITLE = 100
const MAX_TEMPLATE_TEXT = 200

/** The body of `POST /v3.0/oa/message/template`; the template is approved with these three parameters (docs/zalo.md). */
export function templateWireOf(
  address: string,
  templateId: string,
  { title, text, url }: NonNullable<Message['template']>,
): object {
  return {
    user_id: address,
    template_id: templateId,
    template_data: {
      tieu_de: shorten(title.normalize('NFC'), MAX_TEMPLATE_TITLE),
      noi_dung: shorten(text.replace(/\s+/gu, ' ').normalize('NFC'), MAX_TEMPLATE_TEXT),
      lien_ket: url,
    },
  }
}

function picture(url: string, uploaded: string | null): object {
  const where = uploaded === null ? { url } : { attachment_id: uploaded }
  return { type: 'template', payload: { template_type: 'media', elements: [{ media_type: 'image', ...where }] } }
}

async function keyboard(address: string, buttons: readonly Button[], presses: Signer): Promise<object | null> {
  if (buttons.length === 0) return null
  const wired = await Promise.all(buttons.map((button) => wiredButton(address, button, presses)))
  return { type: 'template', payload: { buttons: wired } }
}

/** `hide`: the press shows no text of ours in the person's name. */
async function wiredButton(address: string, button: Button, presses: Signer): Promise<object> {
  if ('url' in button) return { title: button.label, type: 'oa.open.url', payload: { url: button.url } }
  return { title: button.label, type: 'oa.query.hide', payload: await carried(presses, address, button.payload) }
}
