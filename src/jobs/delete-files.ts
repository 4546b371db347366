import { errorFields } from '../lib/log.ts'
import * as discardedFiles from '../models/discarded-file.ts'
import { drain, type Job } from './drain.ts'

const AT_ONCE = 20

/** Deletes from the storage what no row names any more (L-06). */
export const deleteFiles: Job = {
  name: 'delete-files',
  run: (deps, budget) =>
    drain(deps, 'delete-files', budget, {
      claim: () => discardedFiles.claim(deps.db, AT_ONCE),
      async handle(discarded) {
        await deps.storage.delete(discarded.key)
        await discardedFiles.settle(deps.db, discarded)
      },
      async fail(discarded, error) {
        // Its row is gone, so nobody is shown it; an operator must see that its bytes are still there.
        deps.log.error('attachment_bytes_left', { key: discarded.key, ...errorFields(error) })
        await discardedFiles.recordFailure(deps.db, discarded)
      },
      release: (discarded) => discardedFiles.release(deps.db, discarded),
    }),
}
