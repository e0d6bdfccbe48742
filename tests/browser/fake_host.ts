// A client core of invented families, for pictures and browser tests. Typed by the contract, never part of the app: it
// stands behind the same POST /app/<Method> as the real one. A page's secret names the situation that it is to meet.
import { create, fromBinary, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { ProblemViewSchema } from '../../build/web/contract/tilik/v1/app_pb.js';
import {
  AppService,
  WarningView_Level,
  WorkState,
  type AnswerFormRequest,
  type AnswerMusdesRequest,
  type FindRecordsRequest,
  type ListVillageRequest,
  type MakePrintRequest,
  type OutboxViewSchema,
  type UnlockHomeRequest,
  type ReadClaimsRequest,
  type ReadEnrolCodeRequest,
  type ShowEventRequest,
  type ShowFormRequest,
} from '../../build/web/contract/tilik/v1/app_service_pb.js';
import { FakeForm } from './fake_form.ts';
import { FakeMeeting, print, readiness } from './fake_papers.ts';
import { acara, events, handover, history, sheet, table } from './fake_table.ts';
import { familiesOf, fatumnasi, kecamatan, kuanoel, nenas, villages, type Village } from './families.ts';

// Sunday morning in Soe, as the pictures' clock says.
export const now_ms = Date.UTC(2026, 10, 22, 0, 10);
const hours = 3_600_000;
const dot =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABh' +
  'Y3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAAB' +
  'UAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAA' +
  'AAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9Y' +
  'WVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAM' +
  'ZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI' +
  '////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////' +
  '////////////////////////////////////////////wAARCAAIAAgDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/E' +
  'ABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAUAQEAAAAAAAAAAAAAAAAAAAAB/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMR' +
  'AD8AAAv/2Q==';

export type Situation =
  'first' | 'locked' | 'slow' | 'working' | 'attention' | 'calm' | 'empty' | 'sending' | 'broken' | 'sent' | 'gone';

type Methods = typeof AppService.method;
type Answers = { [M in keyof Methods]: MessageInitShape<Methods[M]['output']> | Refusal };

class Refusal {
  readonly view: MessageInitShape<typeof ProblemViewSchema>;

  constructor(view: MessageInitShape<typeof ProblemViewSchema>) {
    this.view = view;
  }
}

const yuliana = { home: '5b1c', officer: 'Yuliana Tse', district: 'Kabupaten Timor Tengah Selatan' };
const dominggus = { home: '77ae', officer: 'Dominggus Sanam', district: 'Kabupaten Timor Tengah Selatan' };

const outboxes: Partial<Record<Situation, MessageInitShape<typeof OutboxViewSchema>>> = {
  attention: {
    waitingSets: 61,
    waitingPhotos: 148,
    waitingPhotoBytes: 15_400_000n,
    oldestWaitingMs: BigInt(now_ms - 5 * 24 * hours),
    syncedMs: BigInt(now_ms - 9 * 24 * hours),
    attention: true,
    returned: 2,
  },
  calm: { syncedMs: BigInt(now_ms - 2 * hours) },
  empty: {},
  sent: { syncedMs: BigInt(now_ms), beingDecided: 3 },
};
const usualOutbox: MessageInitShape<typeof OutboxViewSchema> = {
  waitingSets: 23,
  waitingPhotos: 57,
  waitingPhotoBytes: 5_870_000n,
  oldestWaitingMs: BigInt(now_ms - 2 * 24 * hours),
  entrustedSets: 11,
  courier: 'Pak Elias',
  entrustedMs: BigInt(now_ms - 24 * hours),
  syncedMs: BigInt(now_ms - 37.5 * hours),
  beingDecided: 4,
  returned: 2,
};

const syncViews = {
  sending: { running: true, soFar: { setsSent: 14, receipts: 9, bytesSent: 184_300n, bytesReceived: 41_200n } },
  broken: {
    soFar: { setsSent: 9, receipts: 9, bytesSent: 121_000n, bytesReceived: 20_480n },
    problem: {
      exitCode: 4,
      message: 'Sambungan putus setelah 9 dari 23 catatan.',
      kept: '9 sudah diterima kabupaten; 14 tetap tersimpan di perangkat ini.',
    },
  },
  sent: {
    soFar: {
      complete: true,
      setsSent: 23,
      receipts: 23,
      recordsReceived: 312,
      bytesSent: 310_000n,
      bytesReceived: 88_000n,
    },
  },
};

const comments = [
  {
    record: `${fatumnasi.code}/2`,
    name: 'Kel. Yosef Nahak',
    text: 'Foto KTP buram, tolong ulangi di tempat terang',
    variable: 'foto_ktp',
  },
  {
    record: `${fatumnasi.code}/5`,
    name: 'Kel. Maria Taek',
    text: 'Umur anak ke-3 tidak cocok dengan KK',
    variable: 'tgllahir',
  },
];
const tasks = comments.map(({ record, name, text, variable }) => ({
  record,
  name,
  returned: '2026-11-20T02:00:00Z',
  returnedBy: 'Ferderika Lopo',
  comments: [{ record, variable, text }],
}));

function progressOf(village: Village, campaign: string) {
  const visited = village === fatumnasi ? 148 : village === kuanoel ? 61 : 0;
  const listed = village === fatumnasi ? 212 : village === kuanoel ? 190 : 2975;
  return {
    code: village.code,
    name: village.name,
    kecamatan,
    households: village.households,
    campaign,
    cutOff: campaign ? '2026-11-30' : '',
    listed: campaign ? listed : 0,
    visited: campaign ? visited : 0,
    returned: village === fatumnasi ? 2 : 0,
  };
}

// Every state is somewhere in the first neighbourhood.
const firstStates = [
  WorkState.DONE,
  WorkState.UNSPECIFIED,
  WorkState.RETURNED,
  WorkState.DRAFT,
  WorkState.SAVED,
  WorkState.RETURNED,
  WorkState.WAITING,
  WorkState.ENTRUSTED,
  WorkState.BEING_DECIDED,
];

function stateAt(index: number): WorkState {
  return firstStates[index] ?? (index < 148 ? WorkState.RECEIVED : WorkState.UNSPECIFIED);
}

function household() {
  const record = `${fatumnasi.code}/2`;
  const person = (n: number, title: string, detail: string, nik: string, work: string) => ({
    record: `${record}/${n}`,
    kind: 'person',
    title,
    detail,
    blocks: [
      {
        name: 'Identitas',
        answers: [
          {
            variable: 'nik',
            label: 'NIK',
            words: nik,
            comments: n === 1 ? ['Foto KTP buram, tolong ulangi di tempat terang'] : [],
          },
          {
            variable: 'tgllahir',
            label: 'Tanggal lahir',
            words: ['12 Mar 1985', '3 Agt 1988', '2011', '17 Mei 2026'][n - 1] ?? '–',
          },
          {
            variable: 'hub_krt',
            label: 'Hubungan dengan kepala rumah tangga',
            words: ['Kepala rumah tangga', 'Istri/suami', 'Anak', 'Anak'][n - 1] ?? '–',
          },
        ],
      },
      {
        name: 'Pendidikan dan pekerjaan',
        answers: [
          { variable: 'sta_bekerja', label: 'Bekerja seminggu terakhir', words: work },
          { variable: 'ijazah', label: 'Ijazah tertinggi', words: n < 3 ? 'SD/sederajat' : 'Tidak punya ijazah' },
        ],
      },
    ],
    facts:
      n === 2
        ? [{ words: 'PPKS masuk: perempuan rawan sosial ekonomi', day: '2026-02-03', seq: 14n, unsent: true }]
        : [],
  });
  return {
    record,
    name: 'Yosef Nahak',
    village: 'Fatumnasi, Kec. Fatumnasi',
    address: 'Dusun A, RT 001 / RW 001, dekat kapela',
    state: WorkState.RETURNED,
    records: [
      {
        record,
        kind: 'household',
        title: 'Yosef Nahak',
        detail: '4 orang',
        status: 'aktif',
        blocks: [
          {
            name: 'Perumahan',
            answers: [
              { variable: 'sta_bangunan', label: 'Status bangunan', words: 'Milik sendiri' },
              { variable: 'lantai', label: 'Lantai terluas', words: 'Semen / bata merah', ownUnsent: true },
              { variable: 'luas_lantai', label: 'Luas lantai', words: '42 m²', ownUnsent: true, beingDecided: true },
              { variable: 'dinding', label: 'Dinding terluas', words: 'Bambu / bebak' },
              { variable: 'sumber_air', label: 'Sumber air minum', words: 'Mata air tak terlindung' },
            ],
          },
          {
            name: 'Aset',
            answers: [
              { variable: 'motor', label: 'Sepeda motor', words: 'Tidak' },
              { variable: 'sapi', label: 'Jumlah sapi', words: '2' },
            ],
          },
        ],
      },
      {
        record: `${record}/kk`,
        kind: 'family',
        title: 'KK 5302141203080017',
        detail: '4 anggota',
        status: 'aktif',
        blocks: [
          { name: 'Kartu keluarga', answers: [{ variable: 'nokk', label: 'No. KK', words: '5302141203080017' }] },
        ],
      },
      person(1, 'Yosef Nahak', 'kepala keluarga · 41 th · laki-laki', '5302141203850001', 'Ya, petani'),
      person(2, 'Maria Bere', 'istri · 38 th · perempuan', '5302144308880002', 'Ya, tenun ikat'),
      person(3, 'Yublina Nahak', 'anak · 15 th · perempuan', 'belum punya', 'Tidak, sekolah'),
      person(4, 'Stefanus Nahak', 'anak · 6 bulan · laki-laki', 'belum punya', 'Tidak'),
    ],
    entitlements: [
      { line: '1', recipient: `${record}/2`, programme: 'Sembako', period: 'Okt 2026', entitled: 'Rp200.000' },
      {
        line: '2',
        recipient: record,
        programme: 'Beras CBP',
        period: 'Nov 2026',
        entitled: '10 kg',
        handedOutHere: '10 kg',
        claimed: [{ officer: 'Dominggus Sanam', made: '2026-11-21T08:20:00Z' }],
      },
    ],
    tasks: tasks.slice(0, 1),
  };
}

// One device in one situation: the pages of one secret.
class Device {
  readonly #situation: Situation;
  #open: string;
  #wrong = 0;
  #syncing = false;
  #looked = 0;
  readonly #form = new FakeForm();
  readonly #meeting = new FakeMeeting();

  constructor(situation: Situation) {
    this.#situation = situation;
    this.#open = situation === 'first' || situation === 'locked' || situation === 'slow' ? '' : yuliana.home;
  }

  answer<M extends keyof Methods>(method: M, request: unknown): Answers[M] {
    const before: (keyof Methods)[] = [
      'listHomes',
      'readEnrolCode',
      'enrolHome',
      'unlockHome',
      'askForUnlock',
      'unlockByCode',
      'lockHome',
    ];
    if (!this.#open && !this.#syncing && !before.includes(method))
      return new Refusal({ exitCode: 5, message: 'Terkunci.' }) as Answers[M];
    return this.#answers[method](request) as Answers[M];
  }

  get #outbox() {
    return outboxes[this.#situation] ?? usualOutbox;
  }

  #sync() {
    if (this.#syncing) {
      this.#looked += 1;
      const running = this.#looked < 4 || this.#situation === 'first';
      return {
        sync: {
          running,
          soFar: { complete: !running, bytesReceived: 412_000n, recordsReceived: 1730 },
          outbox: outboxes.calm ?? {},
        },
      };
    }
    const situation = this.#situation;
    const view = situation === 'sending' || situation === 'broken' || situation === 'sent' ? syncViews[situation] : {};
    return { sync: { ...view, outbox: this.#outbox } };
  }

  readonly #answers: { [M in keyof Methods]: (request: unknown) => Answers[M] } = {
    listHomes: () => ({
      homes: this.#situation === 'first' && !this.#open ? [] : [yuliana, dominggus],
      open: this.#open,
    }),
    readEnrolCode: (request) =>
      (request as ReadEnrolCodeRequest).text.length < 8
        ? new Refusal({
            exitCode: 3,
            message: 'Teks ini bukan kode pendaftaran Tilik.',
            kept: 'Salin seluruh teks dari pesan supervisor, dari “tilik:” sampai akhir.',
          })
        : { server: 'https://tilik.ttskab.example', code: 'ABCDE-FGHJK', district: '4821 0937' },
    enrolHome: () => {
      this.#syncing = true;
      this.#open = yuliana.home;
      return {
        enrolled: {
          enrolment: 'e1',
          officer: yuliana.officer,
          district: yuliana.district,
          villages: villages.map(({ code, name, households }) => ({ code, name, households })),
        },
      };
    },
    unlockHome: (request) => {
      if ((request as UnlockHomeRequest).pin === '111111') {
        this.#wrong += 1;
        return new Refusal({
          exitCode: 5,
          message: `Sudah ${this.#wrong} kali salah. Coba lagi dalam 30 detik.`,
          kept: 'Data tetap aman dan terkunci.',
        });
      }
      this.#open = (request as UnlockHomeRequest).home;
      return {};
    },
    askForUnlock: () => ({ request: { officer: yuliana.officer, request: 'K7QF-3', waitingSets: 23, drafts: 2 } }),
    unlockByCode: () => {
      this.#open = yuliana.home;
      return { opened: { officer: yuliana.officer, opened: true } };
    },
    lockHome: () => {
      this.#open = '';
      return {};
    },
    showToday: () => {
      const calm = this.#situation === 'calm' || this.#situation === 'empty' || this.#situation === 'sent';
      return {
        officer: yuliana.officer,
        district: yuliana.district,
        outbox: this.#outbox,
        tasks: calm ? [] : tasks,
        villages:
          this.#situation === 'empty'
            ? []
            : villages.map((village) => progressOf(village, village === nenas && calm ? '' : 'Nov 2026')),
        drafts: calm
          ? []
          : [
              {
                draft: 7n,
                form: 'visit',
                record: `${kuanoel.code}/3`,
                name: 'Kel. Petrus Oematan',
                village: 'Kuanoel',
                keptMs: BigInt(now_ms - 3 * hours),
              },
            ],
        warnings:
          this.#situation === 'attention'
            ? [
                {
                  level: WarningView_Level.DANGER,
                  title: 'Ruang hampir habis',
                  text: 'Tersisa ruang untuk ± 4 keluarga dengan foto. Yang sudah disimpan aman. Hapus video atau aplikasi lain sebelum berangkat.',
                },
                {
                  level: WarningView_Level.ATTENTION,
                  title: 'Jam perangkat tampaknya salah',
                  text: 'Selisih 2 jam dengan kabupaten. Catatan tetap aman; betulkan jam di pengaturan perangkat.',
                },
              ]
            : [],
        roomForVisits: this.#situation === 'attention' ? 4 : 140,
      };
    },
    findRecords: (request) => {
      const { typed } = request as FindRecordsRequest;
      if (!'yosef nahak'.startsWith(typed.toLowerCase())) return { found: [], more: false };
      return {
        found: [
          {
            record: 'p1',
            household: `${fatumnasi.code}/2`,
            kind: 'person',
            name: 'Yosef Nahak',
            village: 'Fatumnasi, Kec. Fatumnasi',
            detail: '41 th · RT 001 · istri Maria Bere',
            sameNames: 2,
            state: WorkState.RETURNED,
          },
          {
            record: 'p2',
            household: `${fatumnasi.code}/40`,
            kind: 'person',
            name: 'Yosef Nahak',
            village: 'Fatumnasi, Kec. Fatumnasi',
            detail: '67 th · RT 004 · ibu Naomi Taek',
            sameNames: 2,
            state: WorkState.RECEIVED,
          },
          {
            record: 'p3',
            household: `${fatumnasi.code}/77`,
            kind: 'person',
            name: 'Yosef Nahak',
            village: 'Fatumnasi, Kec. Fatumnasi',
            detail: '9 th · RT 006 · anak Daniel Nahak',
            sameNames: 2,
          },
          {
            record: 'p4',
            household: `${kuanoel.code}/9`,
            kind: 'person',
            name: 'Yosefina Baun',
            village: 'Kuanoel, Kec. Fatumnasi',
            detail: '52 th · RT 002 · kepala keluarga',
          },
        ],
        more: true,
      };
    },
    listVillage: (request) => {
      const village = villages.find(({ code }) => code === (request as ListVillageRequest).code) ?? fatumnasi;
      return {
        village: progressOf(village, 'Nov 2026'),
        households: familiesOf(village).map((family, index) => ({
          ...family,
          listed: index % 11 !== 10,
          state: village === nenas ? WorkState.UNSPECIFIED : stateAt(index),
        })),
      };
    },
    showHousehold: () => household(),
    openVisit: () => ({ form: this.#form.draw('hasil') }),
    showForm: (request) => {
      const { draft, page } = request as ShowFormRequest;
      const other = [acara, handover, sheet].find((form) => form.draft === draft);
      return { form: other ?? this.#form.draw(page) };
    },
    answerForm: (request) => {
      const { draft, at, value, page } = request as AnswerFormRequest;
      const other = [acara, handover, sheet].find((form) => form.draft === draft);
      if (other) return { form: other };
      this.#form.answer(at, value);
      return { form: this.#form.draw(page) };
    },
    saveForm: () => ({ saved: { sets: [{ seq: 12n, operations: 3 }] } }),
    dropForm: () => ({}),
    openSheet: () => ({ form: sheet }),
    attachPicture: () => ({ form: handover }),
    // A grey dot.
    showPicture: () => ({ jpeg: Buffer.from(dot, 'base64') }),
    listEvents: () => (this.#situation === 'empty' ? {} : events),
    openEvent: () => ({ form: acara }),
    showEvent: (request) => table((request as ShowEventRequest).typed, now_ms),
    closeEvent: () => ({}),
    openHandover: () => ({ form: handover }),
    recordNotDelivered: () => ({ saved: { sets: [{ seq: 33n, operations: 1 }] } }),
    listClaims: () => ({
      texts: [
        { danom: 'Sembako Okt 2026', village: '53.02.12.2001', lines: 186, served: 64, text: 'TILIK'.repeat(60) },
      ],
    }),
    readClaims: (request) =>
      (request as ReadClaimsRequest).text.length < 40
        ? new Refusal({
            exitCode: 3,
            message: 'Teks ini tidak dapat dipakai.',
            kept: 'Tidak ada yang diubah.',
          })
        : { read: { officer: dominggus.officer, served: 54 } },
    listHistory: () => ({
      sets: this.#situation === 'empty' ? [] : history(now_ms),
      more: this.#situation !== 'empty',
    }),
    withdrawSet: () => ({ saved: {} }),
    makeBundle: () => ({
      number: 3n,
      name: 'tilik-yuliana-tse-2026-11-22-3.bundle',
      file: new Uint8Array(100),
      made: { sets: 23, photos: 57, bytes: 5_900_000n, photosLeft: 4 },
    }),
    entrustBundle: () => ({ outbox: this.#outbox }),
    takeBundle: () => ({ taken: { receipts: 11, recordsReceived: 42 }, outbox: this.#outbox }),
    openMusdes: () => this.#meeting.open(),
    answerMusdes: (request) => this.#meeting.answer(request as AnswerMusdesRequest),
    makePrint: (request) => print(request as MakePrintRequest),
    showReadiness: () => readiness,
    startSync: () => this.#sync(),
    showSync: () => this.#sync(),
    stopSync: () => this.#sync(),
  };
}

export interface HostAnswer {
  status: number;
  body: Uint8Array;
}

export class FakeHost {
  readonly #devices = new Map<string, Device>();
  // Being restarted: nobody answers.
  gone = false;

  // "working-12": the situation, and which of its pages. Nothing: hang up.
  answer(secret: string, name: string, body: Uint8Array): HostAnswer | undefined {
    const situation = secret.split('-')[0] as Situation;
    if (this.gone) return undefined;
    if (situation === 'gone' && name !== 'ListHomes' && name !== 'ShowToday') return undefined;
    const device = this.#devices.get(secret) ?? new Device(situation);
    this.#devices.set(secret, device);
    const method = Object.values(AppService.method).find((method) => method.name === name);
    if (!method) return { status: 404, body: new Uint8Array() };
    const answer = device.answer(method.localName as keyof Methods, fromBinary(method.input as DescMessage, body));
    if (answer instanceof Refusal) {
      return { status: 422, body: toBinary(ProblemViewSchema, create(ProblemViewSchema, answer.view)) };
    }
    const output: DescMessage = method.output;
    return { status: 200, body: toBinary(output, create(output, answer as never)) };
  }
}
