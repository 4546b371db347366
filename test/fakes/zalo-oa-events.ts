/** Events as Zalo OA writes them, for one person; ids and times are strings. Shapes: the platform's docs as of 2026-11. */
export interface ZaloOaIds {
  readonly appId: string
  readonly oaId: string
}

let lastMessage = 0xc0_0000

export function newMessageId(): string {
  return (++lastMessage).toString(16).padStart(20, 'c0ffee')
}

/** Each gives the JSON text of one event. @param now milliseconds, the time on the wire */
export function zaloOaEvents(userId: string, { appId, oaId }: ZaloOaIds, now: () => number = Date.now) {
  const head = (event_name: string) => ({
    app_id: appId,
    user_id_by_app: `5${userId.slice(1)}`,
    event_name,
    timestamp: String(now()),
  })
  const user = { sender: { id: userId }, recipient: { id: oaId } }
  const event = (event_name: string, rest: object) => JSON.stringify({ ...head(event_name), ...rest })
  const sent = (kind: string, message: object) =>
    event(`user_send_${kind}`, { ...user, message: { msg_id: newMessageId(), ...message } })
  const file = (kind: string, payload: object, text?: string) =>
    sent(kind, { ...(text !== undefined && { text }), attachments: [{ type: kind, payload }] })
  return {
    event,
    text: (text: string) => sent('text', { text }),
    photo: (url: string, caption?: string) => file('image', { thumbnail: url, url }, caption),
    file: (url: string, name: string) => file('file', { url, name, size: '9000', checksum: 'c0ffee', type: 'pdf' }),
    voice: (url: string) => file('audio', { url }),
    video: (url: string) => file('video', { thumbnail: url, url, description: '' }),
    sticker: () => file('sticker', { url: 'https://stickers.zdn.vn/s.png', id: 'a1' }),
    gif: () => file('gif', { url: 'https://g.zdn.vn/1.gif' }),
    link: (text: string) =>
      sent('link', { text, attachments: [{ type: 'link', payload: { url: 'https://example.vn/', title: 'x' } }] }),
    card: () => sent('business_card', { attachments: [{ type: 'link', payload: { description: '{"phone":"84905123456"}' } }] }),
    place: (lat: number, lng: number, name = '') =>
      file('location', { coordinates: { latitude: String(lat), longitude: String(lng) } }, name),
    follow: () => event('follow', { oa_id: oaId, follower: { id: userId }, source: 'testing_click_interested' }),
    unfollow: () => event('unfollow', { oa_id: oaId, follower: { id: userId }, source: 'testing_click_uninterested' }),
    info: (name: string, phone: string) =>
      event('user_submit_info', {
        ...user,
        info: { name, phone, full_address: { user_city: 'Huế', user_ward: 'Thuận Hóa', user_address: '12 Lê Lợi' } },
      }),
    received: (messageId: string) => event('user_received_message', { ...user, message: { msg_id: messageId } }),
    seen: (messageIds: readonly string[]) => event('user_seen_message', { ...user, message: { msg_ids: messageIds } }),
    /** What we sent, told back to us; with `adminId`: a person wrote it in OA Manager. */
    echo: (messageId: string, text: string, adminId?: string) =>
      event('oa_send_text', {
        sender: { id: oaId, ...(adminId && { admin_id: adminId }) },
        recipient: { id: userId },
        message: { msg_id: messageId, text },
      }),
    anonymous: (text: string) =>
      event('anonymous_send_text', {
        sender: { id: `anon-${userId}` },
        recipient: { id: oaId },
        message: { msg_id: newMessageId(), text },
      }),
    inGroup: (text: string) =>
      event('user_send_group_text', {
        oa_id: oaId,
        group_id: 'f00d',
        sender: { id: userId },
        message: { msg_id: newMessageId(), text },
      }),
    tagged: () => event('add_user_to_tag', { ...user, tag_name: 'khách quen' }),
  }
}
