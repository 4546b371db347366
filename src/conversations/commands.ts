/**
 * Words that are understood at any time, as a whole message, in any case, with or without marks (`contract.md`).
 *
 * A text without marks is compared without marks ("dung" is "dừng"). Where the person typed marks they count, for "đúng"
 * and "dùng" are other words; where the tone sits does not ("huỷ" is "hủy").
 */
import { fold, foldWords } from '../lib/text.ts'

export type Command =
  | 'menu'
  | 'help'
  | 'cancel'
  | 'back'
  | 'stop'
  | 'my-data'
  | 'my-data-download'
  | 'my-data-delete'
  | 'my-data-consent'
  | 'my-data-restrict'
  | 'my-data-more'
  | 'correction'
  | 'handover'
  | 'end'
  | 'vietnamese'
  | 'english'
  | 'language'
  | 'look-up'
  | 'registration'
  | 'on-behalf'
  | 'feedback'
  | 'self-assessment'
  | 'question'
  | 'news'
  | 'announcements'
  | 'link'
  | 'unlink'
  | 'sorting-off'
  | 'sorting-on'
  | 'dossiers'
  | 'supplement'
  | 'withdraw'
  | 'remind'
  | 'remind-off'
  | 'form'

const WORDS: Readonly<Record<Command, readonly string[]>> = {
  menu: ['/start', '/menu', 'menu', 'bắt đầu', 'start'],
  help: ['/help', 'trợ giúp', 'help', 'giúp đỡ'],
  cancel: ['/cancel', 'hủy', 'thôi', 'hủy bỏ', 'cancel'],
  back: ['/back', 'quay lại', 'back', 'trở lại'],
  stop: ['/stop', 'dừng', 'stop'],
  'my-data': ['/mydata', 'dữ liệu của tôi', 'dữ liệu của tui', 'xem dữ liệu của tôi', 'my data'],
  'my-data-download': [
    '/taidulieu',
    'tải dữ liệu về',
    'tải dữ liệu',
    'tải dữ liệu của tôi',
    'tải dữ liệu của tôi về',
    'download my data',
  ],
  correction: ['/suadulieu', 'sửa dữ liệu', 'sửa dữ liệu của tôi', 'đính chính dữ liệu', 'correct my data'],
  'my-data-delete': [
    '/xoadulieu',
    'xóa dữ liệu',
    'xóa dữ liệu của tôi',
    'xóa hết dữ liệu của tôi',
    'xóa hết dữ liệu',
    'delete my data',
  ],
  'my-data-consent': ['/rutdongy', 'rút đồng ý', 'rút lại đồng ý', 'rút sự đồng ý', 'rút lại sự đồng ý', 'withdraw consent'],
  'my-data-restrict': ['hạn chế dữ liệu', 'hạn chế dữ liệu của tôi', 'hạn chế sử dụng dữ liệu', 'restrict my data'],
  'my-data-more': ['việc khác về dữ liệu', 'more about my data'],
  handover: ['/human', 'gặp cán bộ', 'talk to an official'],
  end: ['/end', 'kết thúc', 'end'],
  vietnamese: ['tiếng việt', 'vietnamese'],
  english: ['english', 'tiếng anh'],
  language: ['/lang', 'ngôn ngữ', 'language'],
  'look-up': ['tra cứu', '/tracuu', 'look up'],
  registration: ['/dangky', 'đăng ký', 'đăng kí', 'register'],
  'on-behalf': [
    '/dangkyho',
    'đăng ký hộ',
    'đăng kí hộ',
    'đăng ký giúp',
    'đăng kí giúp',
    'làm hộ',
    'làm giúp',
    'register for someone',
  ],
  feedback: ['/phananh', 'phản ánh', 'report'],
  'self-assessment': ['/chamdiem', 'chấm điểm', 'tự chấm điểm'],
  question: ['hỏi đáp'],
  news: ['/tintuc', 'tin tức', 'nhận tin', 'đăng ký nhận tin', 'đăng kí nhận tin', 'nhận thông báo', 'news', 'get news'],
  announcements: [
    '/thongbao',
    'thông báo',
    'thông báo mới',
    'thông báo tuần ni có chi',
    'thông báo tuần này có gì',
    'tin mới',
    'announcements',
  ],
  link: ['/lienket', 'liên kết', 'liên kết tài khoản', 'nối tài khoản', 'link accounts'],
  dossiers: ['/hoso', 'hồ sơ của tôi', 'hồ sơ của tui', 'hồ sơ của em', 'xem hồ sơ', 'xem hồ sơ của tôi', 'my dossiers'],
  supplement: [
    '/bosung',
    'bổ sung',
    'bổ sung hồ sơ',
    'bổ sung giấy tờ',
    'nộp thêm',
    'gửi thêm giấy tờ',
    'gửi thêm ảnh',
    'add papers',
  ],
  withdraw: ['/ruthoso', 'rút hồ sơ', 'rút đăng ký', 'rút lại hồ sơ', 'withdraw'],
  remind: ['/nhac', 'nhắc tôi', 'nhắc tôi sau', 'nhắc lại sau', 'nhắc lại tôi', 'nhắc tôi sau hai tuần', 'remind me'],
  'remind-off': ['/thoinhac', 'thôi nhắc', 'đừng nhắc', 'không cần nhắc', 'no reminder'],
  form: [
    '/form',
    'điền trên web',
    'điền trên trang web',
    'điền trên mạng',
    'điền web',
    'trang web',
    'mở trang web',
    'fill in on the web',
    'web form',
    'web page',
  ],
  unlink: ['/bolienket', 'bỏ liên kết', 'hủy liên kết', 'unlink'],
  'sorting-off': ['tắt máy đoán', 'turn off guessing'],
  'sorting-on': ['bật máy đoán', 'turn on guessing'],
}

/** The command that a whole message is, or null. A Telegram command may carry the bot's name or a start parameter. */
export function parseCommand(text: string): Command | null {
  const typed = text
    .trim()
    .replace(/[.!\s]+$/u, '')
    .replace(/^(\/\w+)@\w+/u, '$1')
    .replace(/^\/start\s.*$/isu, '/start')
  for (const [command, words] of Object.entries(WORDS)) {
    if (words.some((word) => sameWords(typed, word))) return command as Command
  }
  return null
}

export function isCommand(name: string): name is Command {
  return Object.hasOwn(WORDS, name)
}

/** The same words, marks counting only where they were typed. */
function sameWords(typed: string, word: string): boolean {
  const folded = fold(typed)
  if (folded !== fold(word)) return false
  const marked = typed.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim()
  return marked === folded || toneless(typed) === toneless(word)
}

/** What stands after "tra cứu", or a code after "bổ sung", else null. */
export function lookUpArgument(text: string): string | null {
  const found =
    text.trim().match(/^(?:tra c[ứuưú]u|\/tracuu|look up)\s*:?\s+(.+)$/isu) ??
    text.trim().match(/^(?:bổ sung|bo sung|\/bosung|add papers)\s*:?\s+(\w{4}(?:[-\s]?\w{4}){3}[-\s]?\w)$/iu)
  return found?.[1]?.trim() ?? null
}

const OTHERS =
  'ba con|ba|me|cha|bo|ong|co|chu|bac|mu|o|di|cau|chi|anh|em gai|em trai|nguoi|htx|hop tac xa|xa vien|hoi vien|hang xom'
const FOR_ANOTHER = new RegExp(
  `\\b(?:giup|dum|thay|ho) (?:cho )?(?:${OTHERS})\\b|\\b(?:for|on behalf of) (?:my|a|an|the|someone)\\b`,
)

/** Whether who wishes to register says that it is for somebody else: "đăng ký giúp mẹ tôi", not "giúp tôi", not "hộ kinh doanh". */
export function isForAnother(text: string): boolean {
  return FOR_ANOTHER.test(foldWords(text))
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/** Letters without tone, then the tones of each word: wherever a tone was put, the form is one. */
function toneless(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(TONES, '') + (word.match(TONES) ?? []).join(''))
    .join(' ')
}
