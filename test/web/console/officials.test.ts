import { afterEach, beforeEach, expect, test } from 'vitest'
import * as officials from '../../../src/models/official.ts'
import { server } from '../../../src/web/server.ts'
import { ADMIN, type Browser, type Desk, openDesk, origin, PASSWORD, signedIn, withPassword } from './desk.ts'

const PATH = '/console/officials'
const VY_DA = '19777'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const htmlOf = async (path: string, browser: Browser = desk) => (await browser.get(path)).text()
const roleOf = async (email: string) => {
  const one = await officials.findByEmail(desk.deps.db, email)
  return one && [one.role, one.communeCode]
}

test('P-26: an administrator adds an official of a commune and sees the link once; it lets in as that and nothing more', async () => {
  const fields = { email: ' Hoa@Hue.example', role: 'commune', commune: VY_DA }
  const made = await desk.post(PATH, fields)
  expect(made.status).toBe(200)
  const link = /\/console\/sign-in\/[\w-]{20,}/.exec(await made.text())?.[0] ?? ''
  expect(await roleOf('hoa@hue.example')).toEqual(['commune', VY_DA])
  expect(await htmlOf(PATH)).not.toContain(link)
  const body = new URLSearchParams({ new_password: PASSWORD, repeated: PASSWORD })
  const entered = await server.request(link, { method: 'POST', body, headers: origin(desk.deps) }, desk.deps)
  expect(entered.status).toBe(303)
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const seen = async (path: string) => server.request(path, { headers: { cookie } }, desk.deps)
  expect(await (await seen('/console')).text()).toContain('<strong>Phường Vỹ Dạ</strong>')
  expect((await seen(PATH)).status).toBe(404)
  const again = await desk.post(PATH, fields)
  expect(again.status).toBe(422)
  expect(await again.text()).toContain('Thư này đã có tài khoản (Phường Vỹ Dạ)')
  expect(desk.logs.join('\n')).toContain('official_created')
  expect(desk.logs.join('\n')).not.toMatch(/hoa@hue|sign-in\/\w/i)
})

test('the list says who is what, and when they were last there', async () => {
  await officials.create(desk.deps.db, 'hoa@hue.example', { role: 'commune', communeCode: VY_DA })
  await signedIn(desk.deps, 'minh@hue.example', { role: 'city', communeCode: null })
  const rows = (await htmlOf(PATH)).split('<tr>').slice(2)
  expect(rows).toHaveLength(3)
  expect(rows[0]).toMatch(/lan@hue\.example \(anh\/chị\).*Quản trị.*<time /)
  expect(rows[1]).toMatch(/minh@hue\.example.*Thành phố.*<time /)
  expect(rows[2]).toMatch(/hoa@hue\.example.*Phường Vỹ Dạ.*Chưa đăng nhập/)
})

test.each([
  [{ email: 'hoa', role: 'city' }, { email: 'Anh/chị gõ thư điện tử đầy đủ' }],
  [{ email: 'hoa@hue.example' }, { role: 'Anh/chị chọn một vai trò' }],
  [{ email: 'hoa@hue.example', role: 'king' }, { role: 'Anh/chị chọn một vai trò' }],
  [{ email: 'hoa@hue.example', role: 'commune' }, { commune: 'Anh/chị chọn xã, phường' }],
  [{ email: 'hoa@hue.example', role: 'commune', commune: '99999' }, { commune: 'Anh/chị chọn xã, phường' }],
  [{}, { email: 'Anh/chị gõ thư điện tử đầy đủ', role: 'Anh/chị chọn một vai trò' }],
])('%j is not added; what is wrong stands at its field', async (fields, errors) => {
  const answer = await desk.post(PATH, fields as Record<string, string>)
  expect(answer.status).toBe(422)
  const html = await answer.text()
  for (const [name, said] of Object.entries(errors)) {
    expect(html).toContain(`<a href="#${name}">${said}`)
    expect(html).toMatch(new RegExp(`id="${name}-error">${said}`))
  }
  if ('email' in fields) expect(html).toContain(`value="${fields.email}"`)
  expect(await officials.count(desk.deps.db)).toBe(1)
})

test('P-24: a role is changed after being asked twice, and every session of that official ends', async () => {
  const minh = await signedIn(desk.deps, 'minh@hue.example', { role: 'city', communeCode: null })
  const path = `${PATH}/${minh.officialId}/role`
  expect(await htmlOf(path)).toContain('minh@hue.example đang là: Thành phố.')
  const asked = await htmlOf(`${path}?ask=1&role=commune&commune=${VY_DA}`)
  expect(asked).toContain('Từ “Thành phố” thành “Phường Vỹ Dạ”')
  expect(await roleOf('minh@hue.example')).toEqual(['city', null])
  expect((await minh.get('/console/questions')).status).toBe(200)

  const done = await desk.post(path, { role: 'commune', commune: VY_DA })
  expect([done.status, done.headers.get('location')]).toEqual([303, `${PATH}?changed=${minh.officialId}`])
  expect(await htmlOf(`${PATH}?changed=${minh.officialId}`)).toContain('Đã đổi vai trò của minh@hue.example: Phường Vỹ Dạ')
  expect(await roleOf('minh@hue.example')).toEqual(['commune', VY_DA])
  expect((await minh.get('/console')).headers.get('location')).toBe('/console/sign-in')
  expect((await minh.post('/console/account/password', {})).status).toBe(403)
  expect((await desk.get('/console')).status).toBe(200)
  // Pressed twice: nothing more happens.
  expect((await desk.post(path, { role: 'commune', commune: VY_DA })).status).toBe(303)
  expect(desk.logs.filter((line) => line.includes('official_role_changed'))).toHaveLength(1)
})

test('what cannot be meant is asked about again', async () => {
  const { officialId } = await signedIn(desk.deps, 'minh@hue.example', { role: 'city', communeCode: null })
  const path = `${PATH}/${officialId}/role?ask=1`
  for (const [query, said] of [
    ['&role=city', 'đang có đúng vai trò đó rồi'],
    ['&role=commune', 'Anh/chị chọn xã, phường'],
    ['', 'Anh/chị chọn một vai trò'],
  ] as const) {
    const answer = await desk.get(path + query)
    expect([answer.status, (await answer.text()).includes(said)]).toEqual([422, true])
  }
  // Left chosen beside another role, it means nothing.
  expect(await htmlOf(`${path}&role=admin&commune=${VY_DA}`)).toContain('Từ “Thành phố” thành “Quản trị”')
  expect((await desk.get(`${PATH}/999/role`)).status).toBe(404)
  expect((await desk.post(`${PATH}/999/link`, {})).status).toBe(404)
})

test('P-26: nobody takes the last administrator away who can sign in', async () => {
  const { db } = desk.deps
  const path = `${PATH}/${desk.officialId}/role`
  const tryIt = async () => {
    const answer = await desk.post(path, { role: 'city', commune: '' })
    return [answer.status, (await answer.text()).includes('người quản trị duy nhất')]
  }
  expect(await tryIt()).toEqual([422, true])
  await officials.setPassword(db, desk.officialId, '$scrypt$…')
  const { id: other } = await officials.create(db, 'minh@hue.example', ADMIN)
  // Named, but never signed in: perhaps never will.
  expect(await tryIt()).toEqual([422, true])
  expect(await roleOf('lan@hue.example')).toEqual(['admin', null])
  await officials.setPassword(db, other, '$scrypt$…')
  expect(await htmlOf(`${path}?ask=1&role=city`)).toContain('Đây là tài khoản của chính anh/chị')
  expect(await tryIt()).toEqual([303, false])
  expect(await roleOf('lan@hue.example')).toEqual(['city', null])
})

test('P-24: a new link ends the one before, and who lost a password gets in by it', async () => {
  const id = await withPassword(desk.deps, 'minh@hue.example')
  const path = `${PATH}/${id}/link`
  const asked = await htmlOf(path)
  expect(asked).toContain('Chỉ tạo khi chính họ nhờ')
  expect(await desk.deps.db.selectFrom('sign_in_link').selectAll().execute()).toEqual([])
  const linkOf = async () => /\/console\/sign-in\/[\w-]{20,}/.exec(await (await desk.post(path, {})).text())?.[0] ?? ''
  const [first, second] = [await linkOf(), await linkOf()]
  expect((await server.request(first, {}, desk.deps)).status).toBe(410)
  expect((await server.request(second, {}, desk.deps)).status).toBe(200)
})
