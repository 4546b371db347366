import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'

let proxy: TcpProxy
let stop: () => Promise<void>

beforeEach(async () => {
  const sockets = new Set<Socket>()
  const echo = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  proxy = await startProxy('127.0.0.1', (echo.address() as AddressInfo).port)
  stop = async () => {
    await proxy.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => echo.close(resolve))
  }
})
afterEach(() => stop())

function talk() {
  const socket = connect(proxy.port, proxy.host)
  let heard = ''
  let isOver = false
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isOver = true
  })
  return { socket, heard: () => heard, isOver: () => isOver }
}
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 80))

test('it carries both ways; cut breaks what is open and what comes, restore lets new ones in', async () => {
  const first = talk()
  first.socket.write('a')
  await expect.poll(first.heard).toBe('a')
  proxy.cut()
  await expect.poll(first.isOver).toBe(true)
  await expect.poll(talk().isOver).toBe(true)
  proxy.restore()
  const second = talk()
  second.socket.write('b')
  await expect.poll(second.heard).toBe('b')
  second.socket.destroy()
})

test('stalled, nothing flows and nobody is told; then it flows on', async () => {
  const early = talk()
  early.socket.write('a')
  await expect.poll(early.heard).toBe('a')
  proxy.stall()
  const late = talk()
  early.socket.write('b')
  late.socket.write('c')
  await aWhile()
  expect([early.heard(), late.heard(), early.isOver(), late.isOver()]).toEqual(['a', '', false, false])
  proxy.restore()
  await expect.poll(early.heard).toBe('ab')
  await expect.poll(late.heard).toBe('c')
  early.socket.destroy()
  late.socket.destroy()
})
