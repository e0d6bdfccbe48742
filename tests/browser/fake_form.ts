// A visit's form as the core would draw it, for pictures: what is asked and what was answered is invented here, and an
// answer is only written down.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { ItemKind, type FormViewSchema, type ItemViewSchema } from '../../build/web/contract/tilik/v1/form_view_pb.js';

type Item = MessageInitShape<typeof ItemViewSchema>;
type Form = MessageInitShape<typeof FormViewSchema>;

const pages = [
  { key: 'hasil', title: 'Hasil & responden' },
  { key: 'anggota', title: 'Anggota', warnings: 1 },
  { key: 'anggota/1', title: 'Maria Bere', below: true },
  { key: 'rumah', title: 'Rumah', changed: 2, missing: 1 },
  { key: 'ringkasan', title: 'Ringkasan' },
];

const choices = (...labels: string[]) => labels.map((label, index) => ({ value: String(index + 1), label }));
const presences = ['tinggal', 'meninggal', 'pindah', 'kesalahan prelist', 'tidak ditemukan'].map((label) => ({
  value: label,
  label,
}));
const person = (at: string, label: string, hint: string, value: string, state = ''): Item => ({
  at: `${at}/presence`,
  kind: ItemKind.PERSON,
  label,
  hint,
  value,
  state,
  choices: presences,
  opens: 'anggota/1',
});

const items: Record<string, Item[]> = {
  hasil: [
    {
      at: 'outcome',
      kind: ItemKind.ONE_OF,
      label: 'Apa hasil kunjungan ini?',
      required: true,
      value: 'selesai',
      choices: [
        'selesai',
        'tidak ditemukan',
        'pindah',
        'bagian dari rumah tangga lain',
        'menolak',
        'ganda',
        'belum bertemu',
        'meninggal semua anggota',
      ].map((label) => ({ value: label, label })),
    },
    { kind: ItemKind.HEADING, label: 'Responden' },
    {
      at: 'respondent/person',
      kind: ItemKind.ONE_OF,
      label: 'Siapa yang menjawab?',
      value: '2',
      choices: choices('Yosef Nahak · kepala keluarga · 41 th', 'Maria Bere · istri · 38 th'),
    },
  ],
  anggota: [
    { at: 'members/all', kind: ItemKind.ADD, label: 'Semua masih tinggal di sini' },
    { kind: ItemKind.HEADING, label: 'Keluarga 5302140107750001' },
    person('member/1', 'Yosef Nahak', 'kepala keluarga · 41 th', 'tinggal'),
    person('member/2', 'Maria Bere', 'istri · 38 th', 'tinggal', '2 berubah'),
    person('member/3', 'Yublina Nahak', 'anak · 15 th', ''),
    { at: 'add/member', kind: ItemKind.ADD, label: 'Tambah anggota' },
  ],
  'anggota/1': [
    { kind: ItemKind.HEADING, label: 'Identitas' },
    {
      at: 'member/2/unchanged/identitas',
      kind: ItemKind.CONFIRM,
      label: 'Yang lain di Identitas masih sama',
      value: 'ya',
    },
    {
      at: 'member/2/answers/nik',
      kind: ItemKind.TEXT,
      label: 'Nomor Induk Kependudukan (NIK)',
      value: '530214430888',
      old: '5302144308880002',
      changed: true,
      findings: [{ error: true, text: 'NIK harus 16 angka, ini 12.', overruleAt: 'as_written/nik' }],
    },
    {
      at: 'member/2/answers/jnskel',
      kind: ItemKind.ONE_OF,
      label: 'Jenis kelamin',
      value: '1',
      choices: [
        { value: '1', label: 'Laki-laki' },
        { value: '2', label: 'Perempuan', old: true },
      ],
      findings: [
        {
          text: 'NIK menunjukkan perempuan; Anda memilih laki-laki.',
          overruleAt: 'overrule/jnskel',
          asksReason: true,
        },
      ],
    },
    { at: 'member/2/answers/tgllahir', kind: ItemKind.DATE, label: 'Tanggal lahir', old: '3 Agustus 1988' },
  ],
  rumah: [
    { kind: ItemKind.HEADING, label: 'Rumah' },
    { at: 'unchanged/rumah', kind: ItemKind.CONFIRM, label: 'Yang lain di Rumah masih sama' },
    {
      at: 'answers/lantai',
      kind: ItemKind.ONE_OF,
      label: 'Jenis lantai terluas',
      value: '6',
      changed: true,
      choices: choices(
        'Marmer / granit',
        'Keramik',
        'Parket / vinil / permadani',
        'Ubin / tegel / teraso',
        'Kayu / papan kualitas tinggi',
        'Semen / bata merah',
        'Bambu',
        'Kayu / papan kualitas rendah',
        'Tanah',
        'Lainnya',
      ).map((choice) => ({ ...choice, old: choice.value === '9' })),
    },
    {
      at: 'answers/luas_lantai',
      kind: ItemKind.NUMBER,
      label: 'Luas lantai (m²)',
      value: '42',
      old: '36',
      changed: true,
    },
    {
      at: 'answers/atap',
      kind: ItemKind.ONE_OF,
      label: 'Jenis atap terluas',
      blind: true,
      required: true,
      choices: choices('Beton', 'Genteng', 'Seng', 'Alang-alang / ijuk'),
    },
  ],
  ringkasan: [
    {
      kind: ItemKind.SUMMARY,
      label: 'Jenis lantai terluas',
      old: 'Tanah',
      words: 'Semen / bata merah',
      opens: 'rumah',
    },
    { kind: ItemKind.SUMMARY, label: 'Luas lantai (m²)', old: '36', words: '42', opens: 'rumah' },
    { kind: ItemKind.NOTE, label: 'Masih sama: aset, bantuan' },
    { at: 'note', kind: ItemKind.TEXT, label: 'Catatan untuk kabupaten' },
  ],
};

export class FakeForm {
  readonly #answers = new Map<string, string>();

  answer(at: string, value: string) {
    this.#answers.set(at, value);
  }

  draw(page: string): Form {
    const here = items[page] ? page : 'hasil';
    return {
      draft: 7n,
      form: 'visit',
      record: '53.02.12.2001/2',
      title: 'Yosef Nahak',
      village: 'Fatumnasi, Kec. Fatumnasi',
      pages,
      page: here,
      items: (items[here] ?? []).map((item) => {
        const value = this.#answers.get(item.at ?? '');
        return value === undefined ? item : { ...item, value };
      }),
      ready: true,
    };
  }
}
