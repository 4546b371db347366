import type { Official } from '../../models/official.ts'
import type { Scope } from '../../models/scope.ts'
import type { Env } from '../env.ts'

/** What a console handler finds beside `Deps`, set by the guard. */
export interface ConsoleEnv extends Env {
  Variables: {
    /** who is signed in; absent on routes open to anyone */
    official: Official
    /** which reports and registrations they see */
    scope: Scope
    csrf: string
    /** the body of a POST */
    form: URLSearchParams
  }
}
