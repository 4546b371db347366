/** The shipped articles, by topic. The list is written by hand: at the edge there is no folder to scan. */
import type { Article } from '../article.ts'
import anToanThucPham from './an-toan-thuc-pham.json' with { type: 'json' }
import boSanPham from './bo-san-pham.json' with { type: 'json' }
import chamDiem from './cham-diem.json' with { type: 'json' }
import chuThe from './chu-the.json' with { type: 'json' }
import chungNhan from './chung-nhan.json' with { type: 'json' }
import { communeArticles, productArticles } from './from-city.ts'
import ghiNhan from './ghi-nhan.json' with { type: 'json' }
import giayChungNhan from './giay-chung-nhan.json' with { type: 'json' }
import hangSao from './hang-sao.json' with { type: 'json' }
import hoSo from './ho-so.json' with { type: 'json' }
import hoTro from './ho-tro.json' with { type: 'json' }
import hue from './hue.json' with { type: 'json' }
import hueDiaPhuong from './hue-dia-phuong.json' with { type: 'json' }
import kinhPhi from './kinh-phi.json' with { type: 'json' }
import nhanHieu from './nhan-hieu.json' with { type: 'json' }
import nhanHieuOcop from './nhan-hieu-ocop.json' with { type: 'json' }
import nhomSanPham from './nhom-san-pham.json' with { type: 'json' }
import phapLy from './phap-ly.json' with { type: 'json' }
import quyTrinh from './quy-trinh.json' with { type: 'json' }
import soLieu from './so-lieu.json' with { type: 'json' }
import thoiHan from './thoi-han.json' with { type: 'json' }
import thuongMaiDienTu from './thuong-mai-dien-tu.json' with { type: 'json' }
import tieuChi from './tieu-chi.json' with { type: 'json' }
import toiThieu from './toi-thieu.json' with { type: 'json' }
import truyXuatMaVach from './truy-xuat-ma-vach.json' with { type: 'json' }

/** Written by hand. */
export const writtenArticles = [
  ...phapLy,
  ...nhomSanPham,
  ...boSanPham,
  ...chuThe,
  ...chamDiem,
  ...hangSao,
  ...tieuChi,
  ...toiThieu,
  ...hoSo,
  ...quyTrinh,
  ...thoiHan,
  ...kinhPhi,
  ...giayChungNhan,
  ...nhanHieuOcop,
  ...hoTro,
  ...anToanThucPham,
  ...ghiNhan,
  ...truyXuatMaVach,
  ...nhanHieu,
  ...chungNhan,
  ...thuongMaiDienTu,
  ...soLieu,
  ...hue,
  ...hueDiaPhuong,
] as readonly Article[]

export const articles: readonly Article[] = [...writtenArticles, ...communeArticles, ...productArticles]
