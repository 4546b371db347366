/**
 * Repeats one job for a process that stays: at once while there is work or when woken, else at each beat. The edge does not need it: there a
 * request or a cron call is the beat.
 */
export interface Loop {
  /** Resolves when a round that began after this call is over; only saves waiting. */
  wake(): Promise<void>
  /** Resolves when the round that runs now is over; no other begins. */
  stop(): Promise<void>
}

/** @param round must not throw; gives the count of items worked on */
export function createLoop(round: () => Promise<number>, beatMs: number, afterWork: () => void = () => {}): Loop {
  let waiting: (() => void)[] = []
  let isStopped = false
  let rouse = () => {}

  const nap = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, beatMs)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const forever = async () => {
    while (!isStopped) {
      const served = waiting
      waiting = []
      const count = await round()
      for (const resolve of served) resolve()
      if (count > 0) afterWork()
      if (count === 0 && waiting.length === 0 && !isStopped) await nap()
    }
    for (const resolve of waiting) resolve()
  }
  const over = forever()
  return {
    wake: () =>
      isStopped
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve)
            rouse()
          }),
    stop() {
      isStopped = true
      rouse()
      return over
    },
  }
}
