// What an officer does from one screen to the next, in a real browser, with the app as it is built.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { FakeHost, now_ms } from './fake_host.ts';
import { addressOf, serve } from './serve.ts';

const host = new FakeHost();
const server = await serve(fileURLToPath(new URL('../../build/web/app', import.meta.url)), 0, {}, host);
let browser: Browser;
let page: Page;
let count = 0;

before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
});
beforeEach(async () => {
  host.gone = false;
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, timezoneId: 'Asia/Makassar' });
  context.setDefaultTimeout(15_000);
  page = await context.newPage();
});

// Opens the app with the address that the host prints.
async function open(situation: string, at = '') {
  count += 1;
  await page.goto(`${addressOf(server)}/#secret=${situation}-journey${count}`);
  await page.locator('main:not([aria-busy])').waitFor();
  if (at) await page.evaluate((at) => location.assign(at), at);
}

async function enter(pin: string) {
  await page.locator('.dots').waitFor();
  for (const digit of pin) await page.keyboard.press(digit);
  await page.keyboard.press('Enter');
}

test('the secret leaves the address at once', async () => {
  await open('working');
  await page.getByText('Selamat').waitFor();
  assert.doesNotMatch(page.url(), /secret/);
});

test('a phone is enrolled, fetches its villages and begins to work', async () => {
  await open('first');
  await page.getByRole('link', { name: 'Daftarkan perangkat ini' }).click();
  await page.getByLabel('Kode pendaftaran').fill('tilik:ttskab.example/ABCDE-FGHJK');
  await page.getByRole('button', { name: 'Periksa kode' }).click();
  await page.getByText('4821 0937').waitFor();
  await page.getByRole('button', { name: 'Sama, lanjut' }).click();
  await page.getByLabel('Nama perangkat').fill('HP Ibu Yuliana');
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await enter('482913');
  await page.getByText('Ulangi PIN').waitFor();
  await enter('482914');
  await page.getByText('Kedua PIN tidak sama').waitFor();
  await enter('482913');
  await page.getByText('Ulangi PIN').waitFor();
  await enter('482913');
  await page.getByText('Perangkat terdaftar').waitFor();
  await page.getByRole('button', { name: 'Lanjutkan nanti' }).click();
  await page.getByText('Selamat').waitFor();
});

test('the back button leaves no page of the enrolment open that stands on a later one', async () => {
  await open('first', '#/mulai/daftar/4');
  await page.getByLabel('Kode pendaftaran').waitFor();
});

test('a wrong PIN is told in the core’s words, the right one opens', async () => {
  await open('locked', '#/mulai/pin/5b1c');
  await enter('111111');
  await page.getByText('Coba lagi dalam 30 detik').waitFor();
  await enter('482913');
  await page.getByText('Selamat').waitFor();
});

test('back and forward lead through the places', async () => {
  await open('working', '#/desa/53.02.12.2001');
  await page.getByRole('link', { name: /Yosef Nahak/ }).click();
  await page.getByText('dekat kapela').waitFor();
  await page.goBack();
  await page.getByText('148/212').waitFor();
  await page.goForward();
  await page.getByText('dekat kapela').waitFor();
});

test('who comes back to a list finds it where it was left', async () => {
  await open('working', '#/desa/53.02.12.2001');
  await page.getByText('148/212').waitFor();
  await page.evaluate(() => scrollTo(0, 5000));
  const link = page.getByText('RT 004').first();
  await link.waitFor();
  const left = await page.evaluate(() => scrollY);
  await page.evaluate(() => (location.hash = '#/rumah/53.02.12.2001%2F90'));
  await page.getByText('dekat kapela').waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await page.getByText('148/212').waitFor();
  await page.waitForFunction((left) => Math.abs(scrollY - left) < 40, left);
});

test('a lock keeps the place', async () => {
  await page.clock.install({ time: now_ms });
  await open('working', '#/desa/53.02.12.2001');
  await page.getByText('148/212').waitFor();
  await page.clock.runFor(125_000);
  await page.getByText('Masukkan PIN').waitFor();
  assert.equal(await page.getByText('148/212').count(), 0);
  await enter('482913');
  await page.getByText('148/212').waitFor();
});

test('what is left alone for two minutes is locked', async () => {
  await page.clock.install({ time: now_ms });
  await open('working');
  await page.getByText('Selamat').waitFor();
  await page.clock.runFor(115_000);
  await page.getByText('Selamat').waitFor();
  await page.keyboard.press('Shift');
  await page.clock.runFor(60_000);
  await page.getByText('Selamat').waitFor();
  await page.clock.runFor(70_000);
  await page.getByText('Masukkan PIN').waitFor();
});

test('while the host is restarted the app waits, and goes on by itself', async () => {
  await open('working', '#/cari');
  host.gone = true;
  await page.getByRole('searchbox').pressSequentially('yosef');
  await page.getByText('Aplikasi sedang dimulai ulang').waitFor();
  host.gone = false;
  await page.getByText('Ada 3 nama sama di desa ini').first().waitFor();
  await page.getByText('Aplikasi sedang dimulai ulang').waitFor({ state: 'detached' });
});

test('three thousand households are a few elements at a time', async () => {
  await open('working', '#/desa/53.02.12.2002');
  await page.getByText('3.120 rumah tangga').waitFor();
  await page.locator('[role=listitem]').first().waitFor();
  assert.ok((await page.locator('[role=listitem]').count()) < 60);
  for (let turn = 0; turn < 3; ++turn) {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(100);
  }
  await page.getByText('RT tidak tercatat').waitFor();
  assert.ok((await page.locator('[role=listitem]').count()) < 60);
});

test('the language changes everything at once, and is kept', async () => {
  await open('working');
  await page.getByRole('button', { name: 'Pengaturan' }).click();
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.reload();
  await page
    .getByText('Good morning')
    .or(page.getByText('Good afternoon'))
    .or(page.getByText('Good evening'))
    .waitFor();
});
