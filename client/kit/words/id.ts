// What the kit's components say by themselves, in Indonesian. English says the same in en.ts: a missing sentence there is
// a type error.
export const id = {
  state: {
    none: 'Belum',
    draft: 'Draf',
    saved: 'Tersimpan di HP',
    savedOnLaptop: 'Tersimpan di perangkat ini',
    waiting: 'Menunggu kirim',
    entrusted: 'Dititipkan',
    received: 'Diterima kabupaten',
    beingDecided: 'Sedang diputuskan',
    returned: 'Dikembalikan',
    done: 'Selesai',
  },
  nav: { label: 'Bagian aplikasi', back: 'Kembali', step: (n: number, of: number) => `${n} dari ${of}` },
  field: {
    before: 'data lama',
    changed: 'diubah',
    showAll: (count: number) => `Lihat semua ${count}`,
    showFew: 'Ringkas lagi',
    show: 'Tampilkan',
    hide: 'Sembunyikan',
  },
  date: {
    day: 'Tanggal',
    month: 'Bulan',
    year: 'Tahun',
    unknown: '–',
    precise: 'Tanggal lengkap',
    yearOnly: 'Hanya tahun yang diketahui',
    impossible: 'Tanggal ini tidak ada di kalender.',
  },
  pin: {
    digits: (count: number) => `${count} angka dimasukkan`,
    erase: 'Hapus satu angka',
    enter: 'Masuk',
  },
  qr: (what: string) => `Kode QR: ${what}`,
  signature: {
    here: 'Tanda tangan di dalam kotak ini',
    clear: 'Ulangi',
    empty: 'Belum ada tanda tangan',
    signed: 'Sudah ditandatangani',
  },
  table: { sortBy: (column: string) => `Urutkan menurut ${column}`, total: 'Jumlah' },
  tally: { mismatch: (difference: string) => `Belum cocok: selisih ${difference}` },
  progress: (done: string, of: string) => `${done} dari ${of}`,
  close: 'Tutup',
  undo: 'Batalkan',
  busy: 'Sebentar…',
  age: {
    now: 'baru saja',
    minutes: (n: number) => `${n} menit`,
    hours: (n: number) => `${n} jam`,
    days: (n: number) => `${n} hari`,
    months: (n: number) => `${n} bulan`,
    years: (n: number) => `${n} tahun`,
    ago: (age: string) => `${age} lalu`,
  },
};

export type KitWords = typeof id;
