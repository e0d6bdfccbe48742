// Debian's chromium, never a downloaded one.
import { chromium, type Browser } from 'playwright-core';

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell',
    // Its sandbox refuses root, which a build machine often is.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
