/**
 * Who may take part, in four choices: what people say for each, folded. Buttons stand in the order of `values`; words are
 * tried in the order of `tried`, what is said more exactly first ("chưa có bán" holds "có bán", "vừa trong xã vừa ngoài"
 * holds "trong xã"). What fits nothing is asked again, never guessed.
 */
import type { Answers } from './conversation.ts'
import { named } from './field-steps.ts'

export const kind = named('kind', {
  cooperative: /\b(?:hop tac xa|htx|h t x|cooperative)\b/,
  group: /\b(?:to hop tac|tht|to (?:san xuat|lien ket|nuoi|trong|lam|nghe|dan)|nhom)\b/,
  company: /\b(?:cong ty|cty|doanh nghiep|dn|dntn|tnhh|company)\b/,
  farm: /\b(?:trang trai|gia trai|trai (?:ga|vit|heo|lon|bo|de|nam|tom|ca|ong|cut|rau|giong)|farm)\b/,
  household:
    /\b(?:ho|ca the|ca nhan|gia dinh|hkd|mot minh|tu lam|minh (?:tui|toi|em)|nha (?:tui|toi|em|minh)|vo chong|me con|tai nha|buon ban nho|household)\b/,
  association: /\b(?:hoi|hiep hoi|trung tam|ban quan ly|cau lac bo|clb|association)\b/,
})

export const licence = {
  ...named(
    'licence',
    {
      yes: /^(?:(?:da|vang|u|uh|em|toi|tui|nha) )*(?:da |moi )?(?:co|lam|dang ky|xin|roi|duoc cap)\b(?! (?:mo|dau)\b)(?!.*\b(?:chua|khong|hong|ko)\b)|\byes\b/,
      underway: /\b(?:dang (?:lam|xin|cho|doi|dang ky)|sap|gan xong|nop roi|underway)\b/,
      none: /\b(?:chua|khong|ko|kg|hong|co mo|co dau|not yet|none|no)\b/,
    },
    { tried: ['underway', 'yes', 'none'] },
  ),
  onlyIf: (answers: Answers) => answers.kind === 'household',
  dependsOn: ['kind'],
}

export const stage = named(
  'stage',
  {
    first: /\b(?:dang ban|da ban|ban (?:roi|lau|o|tren|may|duoc|online|cho)|lan dau|co ban|co san pham|first)\b|^ban\b/,
    upgrade: /\b(?:nang (?:hang|sao|len|tu)|muon (?:len|nang)|len (?:[345] )?sao|len [345]|upgrade)\b/,
    again: /\b(?:danh gia lai|cong nhan lai|het han|gia han|cap lai)\b/,
    trial: /\b(?:(?:lam|ban|dang) thu|thu nghiem|chua (?:co )?ban|lam mau|moi lam|trial)\b/,
    idea: /\b(?:y tuong|y dinh|moi nghi|du dinh|dang tinh|(?:dinh|tinh|se|chuan bi) lam|chua (?:lam|co san pham)|idea)\b/,
  },
  { tried: ['upgrade', 'again', 'idea', 'trial', 'first'] },
)

export const material = named(
  'material',
  {
    here: /\b(?:trong (?:xa|phuong|thon|lang)|tai cho|cua nha|tu trong|tu nuoi|dia phuong|o nha|nha trong|nha nuoi|(?:vuon|ruong|ao) nha|ngoai (?:dong|vuon|ruong)|quanh day|o day)\b/,
    city: /(?<!ngoai )\bhue\b|\b(?:(?:xa|phuong|huyen) (?:khac|ben|ke|canh)|trong (?:thanh pho|tinh)|dong ba)\b/,
    outside:
      /\b(?:ngoai(?! (?:cho|xa|phuong|dong|vuon|ruong)\b)|noi khac|nhap|tinh khac|(?:trong|mien) nam|quang (?:tri|nam|ngai|binh)|da nang|sai gon|tay nguyen|trung quoc|outside)\b/,
    mixed:
      /\b(?:nhieu noi|ca hai|lan lon|vua|mot phan|nua .*nua|cho nay cho kia|va (?:o )?(?:ngoai|mua|nhap|tinh khac|xa khac)|mixed)\b/,
  },
  { optional: true, tried: ['mixed', 'city', 'here', 'outside'] },
)
