/** What an operator asks of a platform by `npm run cli -- channel …`; never called at start or by a job. */
export interface Operated {
  /**
   * Points the platform to our webhook, with the secret; what waits there is kept.
   *
   * @param url public https address
   * @returns   what the platform says of it, for the operator's eyes
   * @throws    Error with the platform's code and words, without token, secret or address
   */
  setWebhook(url: string, signal: AbortSignal): Promise<Facts>
  /** Who the bot is and how its webhook does. @throws Error, as `setWebhook` */
  info(signal: AbortSignal): Promise<Facts>
}

export type Facts = Readonly<Record<string, string | number | boolean>>
