import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export default defineConfig({
  root,
  plugins: [svelte({ configFile: false })],
  resolve: { alias: { $contract: `${root}build/web/contract/tilik/v1` } },
  test: { include: ['tests/unit/web/**/*.test.ts'] },
});
