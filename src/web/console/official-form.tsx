/** Fields and readers of what an official is, for the pages that add one or change a role. */
import { COMMUNES_BY_NAME } from '../../city/units.ts'
import { OFFICIAL_ROLES, type Post, readPost } from '../../models/official-post.ts'
import { Choice } from './fields.tsx'
import { described, type Errors, FieldError } from './form.tsx'
import { t } from './words.ts'

/** As they stand in the form. */
export interface TypedPost {
  readonly role: string
  readonly commune: string
}

export function typedPost(form: URLSearchParams): TypedPost {
  return { role: form.get('role') ?? '', commune: form.get('commune') ?? '' }
}

/** A commune left chosen beside another role means nothing: without a script the list cannot be taken away. */
export function checkPost({ role, commune }: TypedPost): { readonly post: Post } | { readonly errors: Errors } {
  const read = readPost(role, role === 'commune' ? commune : '')
  if ('post' in read) return read
  return {
    errors: read.fault === 'no_role' ? { role: t('official.wrong.no_role') } : { commune: t('official.wrong.no_commune') },
  }
}

export function PostFields({ typed, errors }: { typed: TypedPost; errors: Errors }) {
  return (
    <>
      <fieldset id="role">
        <legend>{t('official.role_label')}</legend>
        <FieldError name="role" errors={errors} />
        {OFFICIAL_ROLES.map((role) => (
          <Choice
            type="radio"
            name="role"
            value={role}
            label={t(`official.role.${role}`)}
            hint={t(`official.does.${role}`)}
            isChosen={typed.role === role}
          />
        ))}
      </fieldset>
      <p class="field">
        <label for="commune">{t('commune')}</label>
        <span class="hint" id="commune-hint">
          {t('official.commune_hint')}
        </span>
        <FieldError name="commune" errors={errors} />
        <select id="commune" name="commune" {...described('commune', errors, t('official.commune_hint'))}>
          <option value="">{t('official.no_commune')}</option>
          {COMMUNES_BY_NAME.map(({ code, fullName }) => (
            <option value={code} selected={typed.commune === code}>
              {fullName}
            </option>
          ))}
        </select>
      </p>
    </>
  )
}
