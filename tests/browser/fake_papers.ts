// A village forum, papers to be printed and what to look at before leaving, of invented families.
import {
  WarningView_Level,
  type AnswerMusdesRequest,
  type MakePrintRequest,
} from '../../build/web/contract/tilik/v1/app_service_pb.js';
import { familiesOf, fatumnasi, kecamatan } from './families.ts';

const findings = ['ditemukan', 'pindah', 'meninggal', 'tidak tahu', 'alamat tidak ada', 'ganda'];
const choice = (value: string) => ({ value, label: value });
const where = `${fatumnasi.name}, Kec. ${kecamatan}`;
const first = () => familiesOf(fatumnasi).slice(0, 60);

// The forum has spoken of the first five, one of them a duplicate of nobody yet.
export class FakeMeeting {
  readonly #said = new Map<string, { finding: string; ability: string; otherHousehold: string; note: string }>(
    first()
      .slice(0, 5)
      .map(({ record }, index) => [
        record,
        {
          finding: ['ditemukan', 'ditemukan', 'pindah', 'ganda', 'ditemukan'][index] ?? '',
          ability: index === 0 ? 'tidak mampu' : index === 1 ? 'mampu' : '',
          otherHousehold: '',
          note: index === 2 ? 'ke Kupang sejak 2024' : '',
        },
      ]),
  );

  #row(family: ReturnType<typeof first>[number]) {
    const said = this.#said.get(family.record);
    return {
      record: family.record,
      name: family.name,
      neighbourhood: family.neighbourhood,
      address: family.address,
      persons: family.persons,
      ...said,
      problems:
        said?.finding === 'ganda' && !said.otherHousehold
          ? [{ error: true, text: 'ganda dengan rumah tangga mana?' }]
          : [],
    };
  }

  get #counts() {
    const counted = findings
      .map((reason) => ({ reason, lines: [...this.#said.values()].filter(({ finding }) => finding === reason).length }))
      .filter(({ lines }) => lines > 0);
    return { rows: first().length, spokenOf: this.#said.size, findings: counted };
  }

  open() {
    return {
      musdes: {
        draft: 31n,
        village: where,
        campaign: 'Nov 2026',
        findings: findings.map(choice),
        abilities: ['mampu', 'tidak mampu'].map(choice),
        rows: first().map((family, index) => ({ ...this.#row(family), sameNames: index === 3 ? 1 : 0 })),
        counts: this.#counts,
      },
    };
  }

  answer({ record, finding, ability, otherHousehold, note }: AnswerMusdesRequest) {
    if (finding || ability || note) this.#said.set(record, { finding, ability, otherHousehold, note });
    else this.#said.delete(record);
    const family = first().find((one) => one.record === record);
    return { ...(family ? { row: this.#row(family) } : {}), counts: this.#counts };
  }
}

const printed = 'Tercetak 22-11-2026 08.10 · Yuliana Tse';
const event = 'Balai desa Fatumnasi 2026-11-22';
const column = (title: string) => ({ title });
const number = (title: string) => ({ title, number: true });
const blank = (title: string) => ({ title, blank: true });
const cells = (...cells: string[]) => ({ cells });

const prints = {
  undangan: () => ({
    title: 'Undangan penyaluran',
    under: [event, where],
    cards: first()
      .slice(0, 8)
      .map(({ name, neighbourhood, address }) => ({
        title: name,
        lines: [`${neighbourhood} · ${address}`, 'Sembako · 2026-10', event, 'Bawa KTP, KK dan kartu bantuan.'],
        code: `TILIK:U1:${'KRUGS4ZANFZSAYJA'.repeat(34)}`,
      })),
  }),
  danom: () => ({
    title: 'Daftar nominatif',
    under: [event, where],
    tables: [
      {
        columns: [
          number('No'),
          column('Nama'),
          column('NIK'),
          column('RT · alamat'),
          column('Daftar'),
          number('Jumlah'),
          blank('Tanda tangan'),
        ],
        rows: first()
          .slice(0, 20)
          .map(({ name, neighbourhood, address }, index) =>
            cells(
              String(index + 1),
              name,
              `…04${10 + index}`,
              `${neighbourhood} · ${address}`,
              'Sembako · 2026-10',
              'Rp200.000',
              '',
            ),
          ),
        total: cells('', 'Jumlah', '', '', '', 'Rp4.000.000', ''),
      },
    ],
    signers: ['Yang menyerahkan', 'Kepala desa'],
  }),
  bast: () => ({
    title: 'Berita acara serah terima',
    under: [event, where],
    tables: [
      {
        title: 'Ringkasan',
        columns: [
          column('Daftar'),
          number('Penerima'),
          number('Seharusnya'),
          number('Diserahkan'),
          number('Tidak tersalur'),
          number('Sisa'),
        ],
        rows: [
          cells(
            'Sembako · 2026-10',
            '186',
            'Rp37.200.000',
            'Rp23.600.000',
            'Rp1.800.000\ntidak hadir 6\npindah 3',
            'Rp11.800.000',
          ),
        ],
      },
      {
        title: 'Rincian',
        columns: [
          number('No'),
          column('Nama'),
          column('RT · alamat'),
          number('Diserahkan'),
          column('Waktu atau sebab'),
        ],
        rows: first()
          .slice(0, 12)
          .map(({ name, neighbourhood, address }, index) =>
            cells(
              String(index + 1),
              name,
              `${neighbourhood} · ${address}`,
              index === 4 ? '–' : 'Rp200.000',
              index === 4 ? 'tidak hadir' : `22-11-2026 08.${10 + index}`,
            ),
          ),
      },
    ],
    notes: ['Menurut catatan di perangkat ini saat dicetak.'],
    signers: ['Yang menyerahkan', 'Kepala desa', 'Saksi'],
  }),
  musdes: () => ({
    title: 'Daftar musyawarah desa',
    under: [where],
    tables: [
      {
        columns: [
          number('No'),
          column('Nama kepala rumah tangga'),
          column('RT'),
          column('Alamat'),
          number('Orang'),
          blank('Ditemukan / pindah / meninggal / ganda'),
          blank('Mampu?'),
        ],
        rows: first().map(({ name, neighbourhood, address, persons }, index) =>
          cells(String(index + 1), name, neighbourhood, address, String(persons), '', ''),
        ),
      },
    ],
    signers: ['Kepala desa', 'Ketua BPD', 'Pendamping'],
  }),
  laporan: () => ({
    title: 'Laporan saya',
    under: ['Yuliana Tse · Kabupaten Timor Tengah Selatan', 'November 2026', '143 simpanan dalam 17 hari kerja'],
    tables: [
      {
        title: 'Yang dicatat',
        columns: [column('Kegiatan'), number('Jumlah')],
        rows: [
          cells('kunjungan: selesai', '118'),
          cells('kunjungan: tidak ditemukan', '9'),
          cells('penyerahan: disaksikan', '16'),
        ],
      },
      {
        title: 'Hasil usulan',
        columns: [column('Putusan'), number('Jumlah')],
        rows: [cells('sedang diputuskan', '4')],
      },
    ],
  }),
};

export function print({ print }: MakePrintRequest) {
  const drawn = prints[print as keyof typeof prints]();
  return { print: { printed, ...drawn } };
}

export const readiness = {
  ready: false,
  items: [
    {
      level: WarningView_Level.GOOD,
      title: 'Daftar desa lengkap',
      text: '3.560 rumah tangga, diambil 21-11 18.40',
    },
    {
      level: WarningView_Level.ATTENTION,
      title: '12 simpanan belum terkirim',
      text: 'Kirim dulu selagi ada sinyal: kabupaten punya salinannya bila perangkat hilang.',
    },
    { level: WarningView_Level.INFORMATION, title: '2 draf terbuka', text: 'Draf tetap ada di perangkat ini.' },
    { level: WarningView_Level.GOOD, title: 'Ruang cukup untuk ± 140 keluarga', text: 'Dengan semua fotonya.' },
    { level: WarningView_Level.DANGER, title: 'Baterai 18 %', text: 'Isi dulu, atau bawa pengisi daya.' },
    { level: WarningView_Level.GOOD, title: 'Jam perangkat: 22-11-2026 08.10', text: 'Cocokkan dengan jam dinding.' },
  ],
};
