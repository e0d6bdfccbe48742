// An officer's day in the real app on the real host, against a real server: enrolled in town, offline in the village,
// the battery falls out in the middle of a visit, and in the evening everything arrives. The browser is four times
// slower than this machine, as a phone of four years is.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { Device, District } from './stack.ts';

const pin = '482913';
const slowdown = 4;

let browser: Browser;
let page: Page;
let district: District;
let device: Device;
// The largest village, and one of its families of four.
let village = '';
let family = '';
let taps = 0;
// What the camera sees.
let film = '';

before(async () => {
  district = new District(2500);
  film = join(district.folder, 'camera.mjpeg');
  browser = await launch(film);
  device = new Device(district, 'hp');
  const codes = new Map<string, number>();
  for (const row of district.rows('rumah_tangga')) {
    const code = [row['KDPROP'], row['KDKAB'], row['KDKEC'], row['KDDESA']].join('.');
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  [village = ''] = [...codes].sort((one, other) => other[1] - one[1])[0] ?? [];
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    timezoneId: 'Asia/Makassar',
  });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
});
after(async () => {
  await browser.close();
  await device.switchOff();
  await district.destroy();
});

async function tap(target: Locator) {
  taps += 1;
  await target.tap();
}
const button = (name: string | RegExp) => page.getByRole('button', { name });

async function enter(digits: string) {
  await page.locator('.dots').waitFor();
  for (const digit of digits) await page.keyboard.press(digit);
  await page.keyboard.press('Enter');
}

test('enrolled by a pasted code, the villages come by themselves', async () => {
  const server = await district.plugIn();
  const { text } = district.asked<{ text: string }>(
    ...['enrol-code', '--officer', 'Yuliana Tse', '--villages', village, '--server', server],
  );
  await page.goto(await device.switchOn());
  await page.getByRole('link', { name: 'Daftarkan perangkat ini' }).click();
  await page.getByLabel('Kode pendaftaran').fill(text);
  await button('Periksa kode').click();
  await button('Sama, lanjut').click();
  await page.getByLabel('Nama perangkat').fill('HP Ibu Yuliana');
  await button('Lanjut').click();
  await enter(pin);
  await page.getByText('Ulangi PIN').waitFor();
  await enter(pin);
  await page.getByText('Perangkat terdaftar').waitFor();
  await button('Mulai bekerja').click();
  await page.getByText('Tidak ada yang menunggu kirim').waitFor();
});

// A photo that the browser makes: sharp and bright enough to pass.
async function attach(kind: string) {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2400, 1800);
    const pen = canvas.getContext('2d');
    for (let x = 0; x < 2400; x += 60) {
      for (let y = 0; y < 1800; y += 60) {
        if (pen) pen.fillStyle = `rgb(${(x * 7 + y * 3) % 240} ${(x + y * 5) % 240} ${(x * y) % 240})`;
        pen?.fillRect(x, y, 60, 60);
      }
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const section = page.locator(`section[aria-label="${kind}"]`);
  await section.locator('input[type=file]').setInputFiles({
    name: 'IMG_0412.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from(bytes),
  });
  await section.locator('img').waitFor();
}

// Asked without data lama, so that they can only be answered by asking.
async function answerBlindly() {
  const hint = 'Tanpa data lama';
  for (const question of await page.locator('fieldset').filter({ hasText: hint }).all()) {
    await tap(question.getByRole('radio').first());
  }
  for (const question of await page.locator('.field').filter({ hasText: hint }).all()) {
    taps += 1;
    await question.getByRole('textbox').fill('3');
  }
}

async function confirmTheRest() {
  for (const block of await page.getByRole('checkbox', { name: /masih sama/ }).all()) {
    taps += 1;
    await block.check();
  }
}

async function forward(title: string) {
  await tap(button('Lanjut'));
  await page.locator('header').getByText(title).waitFor();
}

test('a family of four is verified offline, and the battery falls out in the middle', async () => {
  await district.unplug();
  await page.getByRole('link', { name: /rumah tangga/ }).tap();
  const link = page.getByRole('link', { name: /4 orang/ }).first();
  family = (await link.innerText()).split('\n')[0] ?? '';
  await link.tap();

  taps = 0;
  const began = Date.now();
  await tap(button('Mulai verivali'));
  await tap(page.getByRole('radio', { name: 'selesai' }));
  await tap(page.getByRole('group', { name: 'Siapa yang menjawab?' }).getByRole('radio').first());
  for (const paper of ['KTP', 'KK']) {
    await tap(page.getByRole('group', { name: paper, exact: true }).getByRole('radio', { name: 'ditunjukkan' }));
  }
  await forward('Anggota');
  await tap(button('Semua masih tinggal di sini'));
  await forward('Rumah');
  await answerBlindly();
  await confirmTheRest();
  const floor = page.getByRole('group', { name: 'Jenis lantai terluas' });
  await tap(floor.getByRole('radio', { name: 'Keramik' }));
  await page.waitForLoadState('networkidle');

  await device.drop();
  const address = await device.switchOn();
  await page.goto(address);
  await enter(pin);
  await tap(page.getByRole('link', { name: new RegExp(family) }).first());
  await page.locator('header').getByText('Hasil & responden').waitFor();
  assert.ok(await page.getByRole('radio', { name: 'selesai' }).isChecked());
  await forward('Anggota');
  await forward('Rumah');
  assert.ok(await floor.getByRole('radio', { name: 'Keramik' }).isChecked(), 'answered before the battery fell out');
  await forward('Aset & bantuan');
  await answerBlindly();
  await confirmTheRest();
  await forward('Foto');
  await attach('rumah');
  await forward('Ringkasan');
  await page.getByText('Jenis lantai terluas').waitFor();
  await tap(button('Simpan'));
  await page.getByText('Tersimpan di perangkat ini').first().waitFor();
  const seconds = (Date.now() - began) / 1000;
  console.log(`family of four: ${taps} taps, ${seconds.toFixed(1)} s by script on a browser ${slowdown} times slower`);
  assert.ok(taps <= 45, `${taps} taps`);
});

test('without a signal nothing is lost, with one it arrives', async () => {
  await page.goto(`${new URL(page.url()).origin}/#/kirim`);
  await page.getByText('1 menunggu kirim').waitFor();
  await button('Kirim sekarang').tap();
  await page
    .getByText(/Tidak ada sambungan|tidak ada sambungan/)
    .first()
    .waitFor();
  await page.getByText('1 menunggu kirim').waitFor();
  await district.plugIn();
  await button('Kirim sekarang').tap();
  await page.getByText('Semua sudah diterima kabupaten').waitFor();
  assert.equal(await page.getByText(/foto,/).count(), 0, 'the photo is with the district too');
  const shown = district.office('show', idOf(family), '--history');
  assert.match(shown, /Keramik/i);
  district.office('verify');
});

test('rice is handed out at a table, offline, and every kilogram is accounted for', async () => {
  await district.unplug();
  await page.goto(`${new URL(page.url()).origin}/#/salur`);
  await button('Mulai acara di sini').tap();
  for (const list of ['rastra', 'sembako']) await page.getByRole('checkbox', { name: new RegExp(list) }).tap();
  await page.getByRole('radio', { name: 'Saya yang menyerahkan' }).tap();
  await button('Mulai').tap();
  await page.getByText(/0 dari \d+ tersalur/).waitFor();

  const due = page.locator('.page').getByRole('button', { name: /10 kg/ });
  const name = ((await due.first().innerText()).split('\n')[0] ?? '').trim();
  taps = 0;
  const began = Date.now();
  await page.getByRole('searchbox').fill(name.slice(0, 5).toLowerCase());
  taps += 1;
  await tap(page.getByRole('button', { name: new RegExp(name) }).first());
  await tap(page.getByRole('checkbox', { name: 'tanda tangan' }));
  await tap(button('Serahkan'));
  await page.getByText(/1 dari \d+ tersalur/).waitFor();
  console.log(`handover: ${taps} taps, ${((Date.now() - began) / 1000).toFixed(1)} s by script`);
  assert.ok(taps <= 6, `${taps} taps`);

  // Signed on the screen, which shows nothing but the name and the amount.
  await due.first().tap();
  await page.getByRole('checkbox', { name: 'tanda tangan' }).tap();
  await button('Tanda tangani di layar').tap();
  const pad = page.locator('dialog[open] svg').last();
  const box = await pad.boundingBox();
  if (!box) throw new Error('no pad');
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let step = 0; step < 12; ++step) await page.mouse.move(box.x + 40 + step * 18, box.y + 60 + (step % 3) * 30);
  await page.mouse.up();
  await button('Selesai').tap();
  await page.locator('section img').waitFor();
  await page.goBack();

  // Taken back within half a minute, and handed out again.
  await page.getByRole('status').filter({ hasText: 'tersimpan' }).getByRole('button').tap();
  await page.getByText('Dibatalkan').waitFor();
  await page.reload();
  await page.getByText(/0 dari \d+ tersalur/).waitFor();
  for (let turn = 0; turn < 2; ++turn) {
    await due.first().tap();
    await button('Serahkan').tap();
    await page.getByText(new RegExp(`${turn + 1} dari`)).waitFor();
  }

  // One touch on the reason.
  await due.first().tap();
  await button('Tidak tersalur karena…').tap();
  await page.getByRole('button', { name: 'tidak hadir' }).tap();
  await page.getByText('1 tidak tersalur').waitFor();

  // Who was served is red.
  await page.getByRole('searchbox').fill(name.slice(0, 5).toLowerCase());
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .tap();
  await page.getByText('Sudah dilayani di perangkat ini').waitFor();
  await page.goBack();

  await district.plugIn();
  await page.goto(`${new URL(page.url()).origin}/#/kirim`);
  await button('Kirim sekarang').tap();
  await page.getByText('Semua sudah diterima kabupaten').waitFor();
  await page.goto(`${new URL(page.url()).origin}/#/riwayat`);
  await page.getByText('penyerahan: diserahkan').first().waitFor();
  const recap = district.office('recap', '--programme', 'rastra', '--level', 'kabupaten');
  // 7.640 kg = 20 handed out + 10 not delivered + 7.610 open.
  assert.match(recap, /Jumlah .* 7\.640 +20 .* 10 +7\.610 +tidak hadir 10/);
});

test('a village forum sits without a signal, and its word arrives with the minutes', async () => {
  await district.unplug();
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/#/musdes/${village}`);
  const rows = page.locator('section[aria-label]');
  await rows.nth(1).getByRole('button', { name: 'ditemukan' }).tap();
  const moved = (await rows.nth(2).getByRole('heading').innerText()).trim();
  await rows.nth(2).getByRole('button', { name: 'pindah' }).tap();
  await page.getByText(/2 dari \d+ dibahas/).waitFor();
  await device.drop();
  await page.goto(await device.switchOn());
  await enter(pin);
  await page.getByRole('link', { name: /Musdes/ }).tap();
  await page.getByText(/2 dari \d+ dibahas/).waitFor();

  await button('Berita acara & simpan').tap();
  await page.getByLabel('Nomor').fill('141/03/XI/2026');
  const now = new Date();
  const date = page.getByRole('group', { name: 'Tanggal' });
  await date.getByRole('textbox').first().fill('1');
  await date.getByRole('combobox').selectOption({ index: 1 });
  await date.getByRole('textbox').last().fill(String(now.getFullYear()));
  await page.getByLabel('Siapa yang menandatangani?').fill('Kepala Desa, Ketua BPD');
  await button('Simpan hasil musdes').tap();
  await page.getByText('Tersimpan di perangkat ini').first().waitFor();

  await district.plugIn();
  await page.goto(`${new URL(page.url()).origin}/#/kirim`);
  await button('Kirim sekarang').tap();
  await page.getByText('Semua sudah diterima kabupaten').waitFor();
  const cases = district.office('cases', '--kind', 'status');
  assert.match(cases, new RegExp(moved));
});

test('what was handed out is printed as the table counts it, and the month as it was worked', async () => {
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/#/salur`);
  await page
    .getByRole('link', { name: /tersalur/ })
    .first()
    .tap();
  await button('Cetak berita acara').tap();
  await page.getByRole('heading', { name: 'Berita acara serah terima', level: 1 }).first().waitFor();
  assert.match(await page.locator('article').innerText(), /tidak hadir/);
  await page.goto(`${origin}/#/cetak/laporan/`);
  await page.getByText('penyerahan: diserahkan').waitFor();
  await page.goto(`${origin}/#/siap`);
  await page.getByText('Semua pekerjaan sudah terkirim').waitFor();
});

// A card before the camera, for as long as it looks.
async function hold(card: string) {
  const still = await browser.newPage({ viewport: { width: 640, height: 480 } });
  await still.setContent(`<body style="margin:0;background:#fff;text-align:center">${card}
    <style>svg{height:460px;margin-top:10px;width:460px}</style>`);
  const frame = await still.screenshot({ type: 'jpeg', quality: 90 });
  await still.close();
  writeFileSync(film, Buffer.concat(Array.from({ length: 60 }, () => frame)));
}

test('whoever brings an invitation is found by it', async () => {
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/#/salur`);
  await page
    .getByRole('link', { name: /tersalur/ })
    .first()
    .tap();
  await button('Cetak undangan').tap();
  const card = page.locator('article section').nth(3);
  const invited = (await card.getByRole('heading').innerText()).trim();
  await hold(await card.locator('svg').evaluate((drawn) => drawn.outerHTML));
  await page.goBack();
  await button('Pindai').tap();
  await page.locator('header').getByText('Serah terima').waitFor();
  await page.getByRole('heading', { name: invited }).first().waitFor();

  await page.goto(`${origin}/#/cari`);
  await button('Pindai').tap();
  await page.waitForURL(/rumah/);
  await page.getByRole('heading', { name: invited }).first().waitFor();
});

// The IDBDT of the village's family of this name.
function idOf(name: string): string {
  for (const row of district.rows('rumah_tangga')) {
    const code = [row['KDPROP'], row['KDKAB'], row['KDKEC'], row['KDDESA']].join('.');
    if (code === village && row['Nama_KRT'] === name) return row['IDBDT'] ?? '';
  }
  throw new Error(`${name} does not live in ${village}`);
}
