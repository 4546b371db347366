/**
 * What the person said and the server has not taken yet, in the order it was said. Kept in the browser's database, so
 * that a reload or a dead battery loses nothing; where there is none (private windows), in memory.
 */

const STORE = 'outgoing'
const MOST = 100
/** of a request, with some room for the form around the files */
const MOST_BYTES = 20 * 1024 * 1024 - 4096

export interface Outgoing {
  /** the page's own UUID: the server knows a repeat by it */
  readonly id: string
  /** grows with each message */
  readonly order: number
  /** what the bubble shows */
  readonly label: string
  readonly at: string
  readonly content: Content
  /** the server's last word: sending it again as it is would not help */
  readonly refusal?: 'refused' | 'tooLarge'
}

export type Content =
  | { readonly text: string }
  | { readonly button: string }
  | { readonly location: { readonly lat: number; readonly lng: number } }
  | { readonly files: readonly Blob[]; readonly names: readonly string[] }

/** What the server would refuse is not even sent over a thin line. */
export function isTooLarge(content: Content): boolean {
  return 'files' in content && content.files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES
}

export interface Queue {
  /** what was there when the page was opened, in order */
  readonly waiting: readonly Outgoing[]
  put(item: Outgoing): Promise<void>
  remove(id: string): Promise<void>
}

export async function openQueue(): Promise<Queue> {
  // Without a database (private windows of some browsers) the queue lives as long as the page.
  const database = await Promise.race([open().catch(() => null), patience()])
  const waiting = database ? await done(storeOf(database, 'readonly').getAll(undefined, MOST)).catch(() => []) : []
  const write = async (change: (store: IDBObjectStore) => IDBRequest) => {
    // A full disk must not stop what is about to be sent.
    if (database) await done(change(storeOf(database, 'readwrite'))).catch(() => undefined)
  }
  return {
    waiting: (waiting as Outgoing[]).sort((a, b) => a.order - b.order),
    put: (item) => write((store) => store.put(item)),
    remove: (id) => write((store) => store.delete(id)),
  }
}

function storeOf(database: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  return database.transaction(STORE, mode).objectStore(STORE)
}

/** Some Safaris never answer the first question to their database. */
function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, 1500, null))
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('chat', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
  return done(request)
}

function done<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
