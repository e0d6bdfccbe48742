import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  // The local host serves it at /, an office may serve it anywhere.
  base: './',
  plugins: [svelte({ configFile: false })],
  resolve: { alias: { $contract: `${root}build/web/contract/tilik/v1` } },
  build: {
    outDir: `${root}build/web/app`,
    emptyOutDir: true,
    // Chromium of a four-year-old Android phone that never updated.
    target: ['chrome100', 'firefox100', 'safari15.4'],
    // font-src 'self' allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
