// Pictures of every screen and component, on phone and desk, in both languages and three themes, with axe run on each:
// build/web/gallery/index.html. Fails on what axe finds, on whatever the page's policy forbade, on anything wider than the
// screen, and on errors of the page itself. `tools/web --gallery NAME` makes only the pictures whose name begins so.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { now_ms, type Situation } from './fake_host.ts';
import { addressOf, serve } from './serve.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = `${root}build/web/gallery`;
const only = process.argv[2] ?? '';

interface Scene {
  name: string;
  situation: Situation;
  at?: string;
  // What is done before the picture.
  act?: (page: Page) => Promise<unknown>;
  // As tall as the page is; otherwise as the screen.
  whole?: boolean;
}

async function type(page: Page, pin: string) {
  for (const digit of pin) await page.keyboard.press(digit);
  await page.keyboard.press('Enter');
}

async function enrolUntil(page: Page, step: number) {
  await page.locator('textarea').fill('tilik:ttskab.example/ABCDE-FGHJK#4821 0937');
  await page.locator('button[type=submit]').click();
  if (step > 2) await page.locator('.answers button').last().click();
  if (step > 3) {
    await page.locator('input').fill('HP Samsung Ibu Yuliana');
    await page.locator('button[type=submit]').click();
  }
  if (step > 4) {
    await page.locator('.dots').waitFor();
    await type(page, '482913');
    await page.waitForTimeout(50);
    await type(page, '482913');
    await page.locator('[role=progressbar]').waitFor();
  }
}

const scenes: Scene[] = [
  { name: 'mulai-pertama', situation: 'first' },
  { name: 'daftar-1', situation: 'first', at: '#/mulai/daftar/1' },
  {
    name: 'daftar-1-salah',
    situation: 'first',
    at: '#/mulai/daftar/1',
    act: async (page) => {
      await page.locator('textarea').fill('halo');
      await page.locator('button[type=submit]').click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'daftar-2', situation: 'first', at: '#/mulai/daftar/1', act: (page) => enrolUntil(page, 2) },
  { name: 'daftar-3', situation: 'first', at: '#/mulai/daftar/1', act: (page) => enrolUntil(page, 3) },
  { name: 'daftar-4', situation: 'first', at: '#/mulai/daftar/1', act: (page) => enrolUntil(page, 4) },
  { name: 'daftar-5', situation: 'first', at: '#/mulai/daftar/1', act: (page) => enrolUntil(page, 5) },
  { name: 'mulai-petugas', situation: 'locked', at: '#/mulai' },
  { name: 'pin', situation: 'locked', at: '#/mulai/pin/5b1c', act: (page) => page.keyboard.type('482') },
  {
    name: 'pin-salah',
    situation: 'locked',
    at: '#/mulai/pin/5b1c',
    act: async (page) => {
      await type(page, '111111');
      await page.getByRole('alert').waitFor();
    },
    whole: true,
  },
  { name: 'lupa-pin-1', situation: 'locked', at: '#/mulai/lupa/5b1c/1', whole: true },
  { name: 'lupa-pin-2', situation: 'locked', at: '#/mulai/lupa/5b1c/2' },
  { name: 'hari-ini', situation: 'working' },
  { name: 'hari-ini-seluruhnya', situation: 'working', whole: true },
  { name: 'hari-ini-perhatian', situation: 'attention', whole: true },
  { name: 'hari-ini-tenang', situation: 'calm' },
  { name: 'hari-ini-kosong', situation: 'empty' },
  { name: 'pengaturan', situation: 'working', act: (page) => page.locator('header button').first().click() },
  { name: 'cari-awal', situation: 'working', at: '#/cari' },
  {
    name: 'cari',
    situation: 'working',
    at: '#/cari',
    act: async (page) => {
      await page.locator('input').pressSequentially('yosef');
      await page.getByRole('listitem').or(page.locator('a[href*=rumah]')).first().waitFor();
    },
  },
  { name: 'cari-kosong', situation: 'working', at: '#/cari', act: (page) => page.locator('input').fill('zzz') },
  { name: 'desa', situation: 'working', at: '#/desa/53.02.12.2001' },
  {
    name: 'desa-dikembalikan',
    situation: 'working',
    at: '#/desa/53.02.12.2001',
    act: (page) => page.getByRole('radio').last().check({ force: true }),
  },
  {
    name: 'desa-ujung',
    situation: 'working',
    at: '#/desa/53.02.12.2002',
    act: async (page) => {
      await page.locator('.window').waitFor();
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.waitForTimeout(150);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    },
  },
  { name: 'rumah-tangga', situation: 'working', at: '#/rumah/53.02.12.2001%2F2' },
  {
    name: 'rumah-tangga-seluruhnya',
    situation: 'working',
    at: '#/rumah/53.02.12.2001%2F2',
    act: async (page) => {
      await page.locator('details').first().waitFor();
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
    },
    whole: true,
  },
  ...['hasil', 'anggota', 'anggota/1', 'rumah', 'ringkasan'].map((at): Scene => ({
    name: `formulir-${at.replace('/', '-')}`,
    situation: 'working',
    at: `#/formulir/7/${encodeURIComponent(at)}`,
    whole: true,
  })),
  { name: 'salur', situation: 'working', at: '#/salur' },
  { name: 'salur-kosong', situation: 'empty', at: '#/salur' },
  { name: 'acara-formulir', situation: 'working', at: '#/formulir/22/', whole: true },
  { name: 'acara', situation: 'working', at: '#/salur/21' },
  { name: 'acara-seluruhnya', situation: 'working', at: '#/salur/21', whole: true },
  {
    name: 'acara-dicari',
    situation: 'working',
    at: '#/salur/21',
    act: async (page) => {
      await page.getByRole('searchbox').fill('yosef');
      await page.locator('.standing').first().waitFor();
    },
  },
  {
    name: 'acara-hp-lain',
    situation: 'working',
    at: '#/salur/21',
    act: async (page) => {
      await page.locator('.ways button').nth(5).click();
      await page.locator('dialog[open] svg[role=img]').waitFor();
    },
  },
  {
    name: 'acara-koreksi',
    situation: 'working',
    at: '#/salur/21',
    act: async (page) => {
      await page
        .locator('.page button')
        .filter({ hasText: /Koreksi|Correct/ })
        .click();
      await page.locator('dialog[open] textarea').waitFor();
    },
  },
  { name: 'serah-terima', situation: 'working', at: '#/formulir/23/' },
  { name: 'serah-terima-seluruhnya', situation: 'working', at: '#/formulir/23/', whole: true },
  {
    name: 'serah-terima-tidak',
    situation: 'working',
    at: '#/formulir/23/',
    act: (page) => page.locator('.handover button').first().click(),
  },
  {
    name: 'serah-terima-tanda-tangan',
    situation: 'working',
    at: '#/formulir/23/',
    act: async (page) => {
      await page.locator('section[aria-label="tanda tangan"] > button').click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  {
    name: 'foto-buram',
    situation: 'working',
    at: '#/formulir/23/',
    act: async (page) => {
      const flat = await page.evaluate(async () => {
        const canvas = new OffscreenCanvas(800, 600);
        const pen = canvas.getContext('2d');
        if (pen) pen.fillStyle = '#a08060';
        pen?.fillRect(0, 0, 800, 600);
        const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
        return [...new Uint8Array(await blob.arrayBuffer())];
      });
      const chooser = page.locator('section[aria-label="foto KTP"] input[type=file]');
      await chooser.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(flat) });
      await page.locator('dialog[open] img').waitFor();
    },
  },
  { name: 'siap', situation: 'working', at: '#/siap' },
  { name: 'musdes', situation: 'working', at: '#/musdes/53.02.12.2001' },
  ...['undangan', 'danom', 'bast'].map((print): Scene => ({
    name: `cetak-${print}`,
    situation: 'working',
    at: `#/cetak/${print}/21`,
    whole: true,
  })),
  { name: 'cetak-laporan', situation: 'working', at: '#/cetak/laporan/' },
  { name: 'catat-ppks', situation: 'working', at: '#/formulir/24/', whole: true },
  { name: 'riwayat', situation: 'working', at: '#/riwayat' },
  { name: 'riwayat-kosong', situation: 'empty', at: '#/riwayat' },
  { name: 'kirim-seluruhnya', situation: 'working', at: '#/kirim', whole: true },
  {
    name: 'kirim-berkas',
    situation: 'working',
    at: '#/kirim',
    act: async (page) => {
      await page.getByRole('button', { name: /berkas|file/ }).click();
      await page.locator('dialog[open] button').last().click();
      await page.locator('dialog[open] input:not([type=checkbox])').waitFor();
    },
  },
  { name: 'kirim', situation: 'working', at: '#/kirim' },
  { name: 'kirim-berjalan', situation: 'sending', at: '#/kirim' },
  { name: 'kirim-putus', situation: 'broken', at: '#/kirim' },
  { name: 'kirim-lama', situation: 'attention', at: '#/kirim' },
  ...['form', 'fields', 'states', 'figures'].map((sheet): Scene => ({
    name: `kit-${sheet}`,
    situation: 'working',
    at: `#${sheet}`,
    whole: true,
  })),
  { name: 'host-hilang', situation: 'gone', at: '#/cari', act: (page) => page.locator('input').fill('yosef') },
];

const screens = [
  { name: 'hp', viewport: { width: 360, height: 640 }, touch: true },
  { name: 'meja', viewport: { width: 1280, height: 800 }, touch: false },
];
// A desk's 640 at 200 %, and the smallest phone: nothing may be cut off (WCAG 1.4.10).
const narrow = { name: 'sempit', viewport: { width: 320, height: 512 }, touch: true };
const themes = ['paper', 'dark', 'terik'];

const axe = readFileSync(`${root}node_modules/axe-core/axe.min.js`, 'utf8');
const findings: string[] = [];
const pictures: string[] = [];

interface AxeFinding {
  id: string;
  nodes: { html: string }[];
}

async function judge(page: Page, picture: string) {
  await page.evaluate(axe);
  const violations: AxeFinding[] = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: AxeFinding[] }> };
    };
    return (await axe.run(document, { resultTypes: ['violations'] })).violations;
  });
  for (const { id, nodes } of violations) {
    findings.push(`${picture}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }
}

// All scenes in one language and theme on one screen.
async function photograph(
  browser: Browser,
  address: string,
  { screen, language, theme }: { screen: (typeof screens)[number]; language: string; theme: string },
) {
  const context = await browser.newContext({
    viewport: screen.viewport,
    hasTouch: screen.touch,
    isMobile: screen.touch,
    deviceScaleFactor: screen.touch ? 2 : 1,
    locale: 'id-ID',
    timezoneId: 'Asia/Makassar',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(
    ([language, theme]) => {
      // A blank page has no storage.
      if (location.protocol === 'about:') return;
      localStorage.setItem('tilik.language', language ?? '');
      localStorage.setItem('tilik.theme', theme ?? '');
    },
    [language, theme],
  );
  let picture = '';
  const page = await context.newPage();
  page.on('pageerror', (error) => findings.push(`${picture}: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) findings.push(`${picture}: ${message.text()}`);
  });
  await page.clock.setFixedTime(now_ms);
  for (const scene of scenes.filter(({ name }) => name.startsWith(only))) {
    picture = `${scene.name}-${screen.name}-${language}-${theme}`;
    try {
      await page.setViewportSize(screen.viewport);
      await page.goto('about:blank');
      if (scene.name.startsWith('kit-')) {
        await page.goto(`${address}/sheets/${scene.at ?? ''}`);
      } else {
        await page.goto(`${address}/#secret=${scene.situation}-${picture}`);
        if (scene.at) await page.evaluate((at) => location.replace(at), scene.at);
      }
      await page.locator('main:not([aria-busy])').waitFor();
      await page.evaluate(() => document.fonts.ready);
      await scene.act?.(page);
      await page.waitForTimeout(120);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) findings.push(`${picture}: ${wide} px wider than the screen`);
      // Words have no colour: axe reads one language.
      if (language === 'id') await judge(page, picture);
      if (scene.whole) {
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ ...screen.viewport, height: Math.max(height, screen.viewport.height) });
      }
      await page.screenshot({ path: `${out}/${picture}.png` });
      pictures.push(picture);
    } catch (error) {
      findings.push(`${picture}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
  }
  await context.close();
}

function index(): string {
  const rows = scenes.map(({ name }) => {
    const of = pictures.filter((picture) =>
      [...screens, narrow].some((screen) => picture.startsWith(`${name}-${screen.name}-`)),
    );
    return `<h2>${name}</h2><p>${of.map((picture) => `<a href="${picture}.png"><img src="${picture}.png" alt="${picture}" loading="lazy"></a>`).join('\n')}</p>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Tilik</title><style>body{font-family:sans-serif;background:#888}img{height:320px;margin:4px;vertical-align:top}</style>${rows.join('\n')}`;
}

if (!only) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const server = await serve(`${root}build/web/app`, 0, { '/sheets/': `${root}build/web/sheets/` });
const browser = await launch();
// English in one theme: its words are longer or shorter in all of them.
const variants = screens.flatMap((screen) => [
  ...themes.map((theme) => ({ screen, language: 'id', theme })),
  { screen, language: 'en', theme: 'paper' },
]);
variants.push({ screen: narrow, language: 'id', theme: 'terik' });
// Two at a time: one draws while the other waits.
const work = variants.values();
await Promise.all(
  [work, work].map(async (queue) => {
    for (const variant of queue) await photograph(browser, addressOf(server), variant);
  }),
);
await browser.close();
server.close();
server.closeAllConnections();
writeFileSync(`${out}/index.html`, index());
console.log(`web: ${pictures.length} pictures, build/web/gallery/index.html`);
if (findings.length) {
  console.error(`web: ${findings.length} findings\n${findings.sort().join('\n')}`);
  process.exit(1);
}
