import { errorFields } from '../lib/log.ts'
import * as polls from '../models/poll.ts'
import type { Job } from './drain.ts'

/** The job, but by one worker in `seconds` only: for work that no one waits for, and that looks at much to find little. */
export function everyFew(job: Job, seconds: number): Job {
  return {
    name: job.name,
    async run(deps, budget) {
      try {
        return (await polls.claim(deps.db, job.name, seconds)) ? await job.run(deps, budget) : 0
      } catch (error) {
        deps.log.error('job_failed', { job: job.name, ...errorFields(error) })
        return 0
      }
    },
  }
}
