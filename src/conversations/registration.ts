import { GROUPS, groupById, groupOf } from '../city/groups.ts'
import * as registrations from '../models/registration.ts'
import { conversation } from './conversation.ts'
import { choice, commune, phone, photos, text } from './steps.ts'

/** A producer's registration for OCOP. */
export const registration = conversation({
  name: 'registration',
  version: 1,
  consent: { purpose: 'registration', textVersion: '2026-11-24' },
  steps: {
    name: text({ min: 2, max: 120 }),
    commune: commune(),
    product: text({ min: 2, max: 120 }),
    group: choice({
      values: GROUPS.map(({ id }) => id),
      label: (id, t) => groupById(id)?.[t('common:language.code') === 'en' ? 'en' : 'vi'] ?? id,
      guess: (typed) => groupOf(typed)?.id,
    }),
    phone: phone(),
    photos: photos({ max: 3 }),
  },
  finish(answers, { tx, vault, personId, now }) {
    return registrations.create(
      tx,
      vault,
      {
        personId,
        name: answers.name,
        phone: answers.phone,
        communeCode: answers.commune,
        product: answers.product,
        productGroup: answers.group,
        attachmentIds: answers.photos ?? [],
      },
      now,
    )
  },
})
