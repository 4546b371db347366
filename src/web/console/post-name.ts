import { communeByCode } from '../../city/units.ts'
import type { Official } from '../../models/official.ts'
import { t } from './words.ts'

/** What an official is, in words: "Quản trị", "Thành phố", "Phường Vỹ Dạ". */
export function postName({ role, communeCode }: Pick<Official, 'role' | 'communeCode'>): string {
  if (role !== 'commune' || communeCode === null) return t(`official.role.${role}`)
  return communeByCode(communeCode)?.fullName ?? communeCode
}
