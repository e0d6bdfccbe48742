// An acara of invented families and the forms of one page, for pictures: amounts and states are as the core would say them.
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  RecipientListed_Standing as Standing,
  WorkState,
  type HistoryListedSchema,
  type ListEventsResponseSchema,
  type RecipientListedSchema,
  type ShowEventResponseSchema,
} from '../../build/web/contract/tilik/v1/app_service_pb.js';
import { ItemKind, type FormViewSchema } from '../../build/web/contract/tilik/v1/form_view_pb.js';

type Form = MessageInitShape<typeof FormViewSchema>;

const village = 'Fatumnasi, Kec. Fatumnasi';

export const events: MessageInitShape<typeof ListEventsResponseSchema> = {
  events: [
    {
      event: 21n,
      title: 'Balai desa Fatumnasi',
      village,
      day: '2026-11-22',
      begun: true,
      recipients: 186,
      served: 118,
      notDelivered: 9,
    },
    { event: 22n, title: 'Gereja Ebenhaezer', village, day: '2026-11-22' },
  ],
  villages: [
    {
      code: '53.02.12.2001',
      name: 'Fatumnasi',
      kecamatan: 'Fatumnasi',
      lists: [
        { programme: 'Sembako', period: '2026-10', lines: 186, open: 59 },
        { programme: 'PKH', period: '2026-T4', lines: 74, open: 74 },
      ],
    },
    {
      code: '53.02.12.2002',
      name: 'Kuanoel',
      kecamatan: 'Fatumnasi',
      lists: [{ programme: 'Sembako', period: '2026-10', lines: 143, open: 143 }],
    },
  ],
};

const recipients: MessageInitShape<typeof RecipientListedSchema>[] = [
  { record: 'h1', name: 'Maria Bere', detail: 'RT 003 · Sembako', due: 'Rp200.000', standing: Standing.DUE },
  {
    record: 'h2',
    name: 'Yosef Nahak',
    detail: 'RT 003 · dekat kapela · PKH · Sembako',
    due: 'Rp750.000 + 10 kg',
    standing: Standing.DUE,
    sameNames: 2,
  },
  {
    record: 'h3',
    name: 'Naomi Taek',
    detail: 'RT 004 · Sembako',
    due: 'Rp200.000',
    standing: Standing.SERVED_ELSEWHERE,
    words: 'menurut HP Dominggus Sanam',
  },
  {
    record: 'h4',
    name: 'Yosefina Baun',
    detail: 'RT 004 · Sembako',
    due: 'Rp200.000',
    standing: Standing.SERVED,
    words: '09.12',
  },
  {
    record: 'h5',
    name: 'Petrus Oematan',
    detail: 'RT 006 · Sembako',
    standing: Standing.NOT_DELIVERED,
    words: 'tidak hadir',
  },
];

export function table(typed: string, now_ms: number): MessageInitShape<typeof ShowEventResponseSchema> {
  const found = typed ? recipients.filter(({ name }) => name?.toLowerCase().includes(typed.toLowerCase())) : recipients;
  return {
    event: 21n,
    title: 'Balai desa Fatumnasi',
    village,
    day: '2026-11-22',
    mode: 'disaksikan: Toko Bina',
    recipients: 186,
    served: 118,
    notDelivered: 9,
    found: typed ? found : found.slice(0, 3),
    more: !typed,
    tally: [
      {
        programme: 'Sembako',
        period: '2026-10',
        lines: 186,
        served: 118,
        notDelivered: 9,
        open: 59,
        entitled: 'Rp37.200.000',
        handedOut: 'Rp23.550.000',
        undelivered: 'Rp1.850.000',
        remaining: 'Rp11.800.000',
        reasons: [
          { reason: 'tidak hadir', lines: 6 },
          { reason: 'meninggal', lines: 3 },
        ],
      },
    ],
    done: [
      {
        seq: 31n,
        name: 'Yosefina Baun',
        words: 'Rp200.000',
        delivered: true,
        savedMs: BigInt(now_ms - 8_000),
        undoUntilMs: BigInt(now_ms + 22_000),
      },
      {
        seq: 30n,
        name: 'Petrus Oematan',
        words: 'tidak hadir',
        savedMs: BigInt(now_ms - 190_000),
        undoUntilMs: BigInt(now_ms - 160_000),
      },
    ],
  };
}

const choices = (...labels: string[]) => labels.map((label) => ({ value: label, label }));

export const acara: Form = {
  draft: 22n,
  form: 'acara',
  title: 'Gereja Ebenhaezer',
  village,
  save: 'Mulai',
  page: 'acara',
  pages: [{ key: 'acara', title: 'Acara' }],
  items: [
    { at: 'title', kind: ItemKind.TEXT, label: 'Di mana?', value: 'Gereja Ebenhaezer', required: true },
    {
      at: 'lists',
      kind: ItemKind.SOME_OF,
      label: 'Apa yang dibagikan?',
      hint: 'Beberapa periode sekaligus (rapel) dihitung sendiri-sendiri.',
      required: true,
      values: ['Sembako · 2026-10 (59 belum dari 186)'],
      choices: choices('Sembako · 2026-10 (59 belum dari 186)', 'PKH · 2026-T4 (74 belum dari 74)'),
    },
    {
      at: 'mode',
      kind: ItemKind.ONE_OF,
      label: 'Siapa yang menyerahkan?',
      required: true,
      value: 'Pihak lain membayar, saya saksikan',
      choices: choices(
        'Saya yang menyerahkan',
        'Pihak lain membayar, saya saksikan',
        'Sudah diterima dulu; saya tanya di rumah',
      ),
    },
    {
      at: 'paid_by',
      kind: ItemKind.TEXT,
      label: 'Dibayar oleh (agen, juru bayar, aparat desa)',
      value: 'Toko Bina',
      required: true,
    },
    { at: 'from_paper', kind: ItemKind.CONFIRM, label: 'Salin dari kertas: HP mati saat acara' },
  ],
};

export const handover: Form = {
  draft: 23n,
  form: 'handover',
  record: 'h2',
  title: 'Yosef Nahak',
  village,
  save: 'Saksikan (Toko Bina)',
  ready: true,
  page: 'handover',
  pages: [{ key: 'handover', title: 'Serah terima', warnings: 1 }],
  notices: [{ error: true, text: 'Sudah dilayani menurut HP Dominggus Sanam.' }],
  refusals: [...choices('meninggal', 'pindah', 'tidak hadir'), { value: 'lainnya', label: 'lainnya', asksNote: true }],
  items: [
    {
      at: 'line/1',
      kind: ItemKind.LINE,
      label: 'PKH · 2026-T4',
      value: 'ya',
      words: 'Rp750.000',
      old: 'Rp750.000',
    },
    { at: 'line/1/other', kind: ItemKind.CONFIRM, label: 'Jumlahnya lain, atau ada potongan', value: 'ya' },
    { at: 'line/1/received', kind: ItemKind.NUMBER, label: 'Yang sungguh diterima', unit: 'Rp', value: '700.000' },
    { at: 'line/1/deducted', kind: ItemKind.NUMBER, label: 'Potongan', unit: 'Rp', value: '50.000' },
    { at: 'line/1/taken_by', kind: ItemKind.TEXT, label: 'Siapa yang mengambil?', value: 'agen' },
    {
      at: 'line/2',
      kind: ItemKind.LINE,
      label: 'Beras · 2026-10',
      old: '10 kg',
      state: 'sudah diserahkan 10 kg',
    },
    {
      at: 'receiver',
      kind: ItemKind.ONE_OF,
      label: 'Penerima',
      value: 'sendiri',
      choices: choices('sendiri', 'kuasa', 'pengganti'),
    },
    {
      at: 'card_holder',
      kind: ItemKind.ONE_OF,
      label: 'Kartu dipegang',
      choices: choices('KPM', 'pendamping', 'agen', 'aparat desa', 'lain', 'tidak ada kartu'),
      findings: [{ text: 'siapa memegang kartu? tanyakan setiap kali' }],
    },
    {
      at: 'evidence',
      kind: ItemKind.SOME_OF,
      label: 'Bukti',
      hint: 'Yang wajib boleh disusulkan.',
      values: ['tanda tangan (wajib)'],
      choices: choices('tanda tangan (wajib)', 'cap jempol', 'foto KTP'),
    },
    {
      at: 'photo/tanda tangan',
      kind: ItemKind.SIGNATURE,
      label: 'tanda tangan',
      hint: 'Boleh juga di kertas danom.',
      words: 'Yosef Nahak menerima Rp700.000',
    },
    { at: 'photo/foto KTP', kind: ItemKind.PICTURE, label: 'foto KTP', pictures: [{ hash: 'a1' }, { hash: 'b2' }] },
    { at: 'place', kind: ItemKind.PLACE, label: 'Tempat', words: '-9,67120, 124,22410 (± 8 m)', value: '1' },
    { at: 'note', kind: ItemKind.TEXT, label: 'Catatan' },
  ],
};

export const sheet: Form = {
  draft: 24n,
  form: 'ppks',
  record: 'h2',
  title: 'Catat PPKS',
  village: 'Yosef Nahak',
  save: 'Simpan',
  page: 'ppks',
  pages: [{ key: 'ppks', title: 'Catat PPKS' }],
  items: [
    {
      at: 'record',
      kind: ItemKind.ONE_OF,
      label: 'Siapa?',
      required: true,
      value: 'anggota · Naomi Taek',
      choices: choices('keluarga · Yosef Nahak', 'anggota · Yosef Nahak', 'anggota · Naomi Taek'),
    },
    {
      at: 'type',
      kind: ItemKind.ONE_OF,
      label: 'Jenis',
      required: true,
      value: 'Lanjut usia terlantar',
      choices: choices('Lanjut usia terlantar', 'Penyandang disabilitas', 'Pemulung'),
    },
    {
      at: 'criteria',
      kind: ItemKind.SOME_OF,
      label: 'Kriteria',
      values: ['Tidak ada yang mengurus'],
      choices: choices('Kebutuhan dasar tidak terpenuhi', 'Tidak ada yang mengurus'),
    },
    { at: 'need', kind: ItemKind.TEXT, label: 'Kebutuhannya', value: 'permakanan' },
  ],
};

export function history(now_ms: number): MessageInitShape<typeof HistoryListedSchema>[] {
  const hour = 3_600_000;
  return [
    {
      seq: 31n,
      savedMs: BigInt(now_ms - hour),
      about: 'Yosefina Baun',
      said: ['penyerahan: disaksikan'],
      state: WorkState.SAVED,
      mayWithdraw: true,
    },
    {
      seq: 30n,
      savedMs: BigInt(now_ms - 30 * hour),
      about: 'Petrus Oematan',
      said: ['perubahan isian', 'kunjungan: selesai'],
      state: WorkState.ENTRUSTED,
      courier: 'Pak Elias',
      entrustedMs: BigInt(now_ms - 24 * hour),
      mayWithdraw: true,
    },
    {
      seq: 29n,
      savedMs: BigInt(now_ms - 80 * hour),
      about: 'Maria Taek',
      said: ['usulan status: ditidurkan, pindah'],
      state: WorkState.BEING_DECIDED,
      arrival: 2781n,
      receivedMs: BigInt(now_ms - 70 * hour),
      became: ['sedang diputuskan (perkara 12)'],
    },
    {
      seq: 28n,
      savedMs: BigInt(now_ms - 100 * hour),
      said: ['pembatalan: salah keluarga'],
      state: WorkState.DONE,
      arrival: 2710n,
      receivedMs: BigInt(now_ms - 70 * hour),
    },
  ];
}
