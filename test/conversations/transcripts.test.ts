/**
 * Recorded talks, readable by an official. `RECORD=1` writes what is said now into the files.
 *
 * `> words` typed · `> [label]` the latest button with that label · `> (photo)` `> (photo: caption)` `> (file: name)`
 * `> (position: 16.46, 107.59)` `> (sticker)` `> (withheld)` `> (edited: words)` · `~ 48 hours` time passes
 * `@ other` another person speaks from here on · `< ` what is said, `[…]` its buttons · `= report 1` rows in the database.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { play } from './play.ts'

const FOLDER = new URL('transcripts/', import.meta.url)

describe('transcripts', () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))) {
    const recorded = readFileSync(new URL(file, FOLDER), 'utf8')
    test(recorded.split('\n')[0]?.replace(/^# /, '') ?? file, async () => {
      const { db } = await freshDatabase()
      const played = await play(db, recorded)
      if (process.env.RECORD === '1') writeFileSync(new URL(file, FOLDER), played)
      else expect(played).toBe(recorded)
    })
  }
})
