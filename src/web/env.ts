import type { Deps } from '../deps.ts'

/** What every handler finds in `c.env`: dependencies travel with the request, in production as in tests. */
export interface Env {
  Bindings: Deps
}

/** Set by the entry from the socket or a trusted proxy; what a client sends under this name is dropped there. */
export const CLIENT_ADDRESS = 'x-client-address'
