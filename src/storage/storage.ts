/** Where photos and papers lie. Keys are ours: `a-z0-9/-` only, random, never from a file name (P-23). */
export interface Storage {
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** null: nothing there. */
  get(key: string): Promise<{ bytes: Uint8Array; contentType: string } | null>
  /** No error when it is already gone. */
  delete(key: string): Promise<void>
}
