// Debian's chromium, never a downloaded one.
import { chromium, type Browser } from 'playwright-core';

// `film`: what its camera sees, an MJPEG file. It is read when the camera is opened.
export function launch(film?: string): Promise<Browser> {
  const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell',
    args: [
      // Its sandbox refuses root, which a build machine often is.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(film ? [...camera, `--use-file-for-fake-video-capture=${film}`] : []),
    ],
  });
}
