// Serves the app as it is built, with the fake host behind it, under the policy that the real hosts set.
//
//   tools/node tests/browser/serve.ts [port]     then open the address that it prints
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeHost } from './fake_host.ts';

export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

// `others`: folders served beside the app, by how their paths begin.
export function serve(
  folder: string,
  port: number,
  others: Record<string, string> = {},
  host = new FakeHost(),
): Promise<Server> {
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    response.setHeader('Content-Security-Policy', policy);
    if (request.method === 'POST' && path.startsWith('/app/')) {
      const answered = host.answer(
        String(request.headers['x-tilik-secret'] ?? ''),
        path.slice(5),
        await bodyOf(request),
      );
      if (!answered) return request.socket.destroy();
      return response.writeHead(answered.status, { 'Content-Type': 'application/x-protobuf' }).end(answered.body);
    }
    const other = Object.entries(others).find(([begin]) => path.startsWith(begin));
    const inside = other ? path.slice(other[0].length - 1) : path;
    const file = join(other?.[1] ?? folder, normalize(inside.endsWith('/') ? `${inside}index.html` : inside));
    try {
      const content = await readFile(file);
      response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

export function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(
    fileURLToPath(new URL('../../build/web/app', import.meta.url)),
    Number(process.argv[2] ?? 8600),
  );
  console.log(`${addressOf(server)}/#secret=working-1   also: first locked attention calm empty sending broken sent`);
}
