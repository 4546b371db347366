/** Officials handle the report in the console: accepts all, sends nothing. The default, and the harmless twin of the others. */
import type { Destination } from './destination.ts'

export function createConsole(): Destination {
  return {
    name: 'console',
    fields: [],
    async submit({ reference }) {
      return { outcome: 'sent', id: reference }
    },
  }
}
