/** The Hono app: headers, routes, errors. Built once; dependencies come with each request as `env`. */
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { errorFields } from '../lib/log.ts'
import { announcements } from './announcements.tsx'
import { assets } from './assets.generated.ts'
import { chat } from './chat.tsx'
import { chatApi } from './chat-api.ts'
import { consoleRoutes } from './console/index.tsx'
import type { Env } from './env.ts'
import { failure } from './failure.ts'
import { form } from './form/index.tsx'
import { headers } from './headers.ts'
import { health } from './health.ts'
import { media } from './media.ts'
import { myData } from './my-data.ts'
import { errorPage } from './page.tsx'
import { papers } from './papers.ts'
import { privacy } from './privacy.tsx'
import { webhooks } from './webhooks.ts'

export const server = new Hono<Env>()

server.use(headers)
server.route('/', health)
server.route('/webhooks', webhooks)
server.route('/api/chat', chatApi)
server.route('/chat', chat)
server.route('/privacy', privacy)
server.route('/thong-bao', announcements)
server.route('/media', media)
server.route('/papers', papers)
server.route('/my-data', myData)
server.route('/form', form)
server.route('/console', consoleRoutes)
server.get('/', (c) => c.redirect('/chat'))
server.get('/assets/:name', (c) => {
  const asset = assets[c.req.path]
  if (!asset) return c.notFound()
  if (c.req.header('If-None-Match') === asset.etag) return c.body(null, 304)
  const body = asset.isBytes ? Uint8Array.from(atob(asset.body), (letter) => letter.charCodeAt(0)) : asset.body
  return c.body(body, 200, { 'Content-Type': asset.contentType, ETag: asset.etag, 'Cache-Control': 'public, max-age=300' })
})

server.notFound((c) => (isMachine(c.req.path) ? failure(c, 404, 'not_found') : errorPage(c, 404)))
server.onError((error, c) => {
  if (error instanceof HTTPException) return error.getResponse()
  c.env.log.error('request_failed', { path: c.req.routePath, method: c.req.method, ...errorFields(error) })
  return isMachine(c.req.path) ? failure(c, 500, 'internal') : errorPage(c, 500)
})

function isMachine(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/webhooks/')
}
