import type { Storage } from './storage.ts'

/** What is used of Cloudflare's R2 bucket binding. */
export interface Bucket {
  put(key: string, bytes: Uint8Array, options: { readonly httpMetadata: { readonly contentType: string } }): Promise<unknown>
  get(key: string): Promise<BucketObject | null>
  delete(key: string): Promise<void>
}

interface BucketObject {
  readonly httpMetadata?: { readonly contentType?: string | undefined } | undefined
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Photos and papers in a bucket: an object appears whole or not at all, its type travels with it. */
export function createBucketStorage(bucket: Bucket): Storage {
  return {
    async put(key, bytes, contentType) {
      await bucket.put(key, bytes, { httpMetadata: { contentType } })
    },
    async get(key) {
      const found = await bucket.get(key)
      if (!found) return null
      const contentType = found.httpMetadata?.contentType ?? 'application/octet-stream'
      return { bytes: new Uint8Array(await found.arrayBuffer()), contentType }
    },
    delete: (key) => bucket.delete(key),
  }
}
