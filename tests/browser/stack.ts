// A district of invented families on this machine, as an officer meets it: the real server with its registry, and the
// real host of his app. Everything lies in a folder of its own under the temporary one and ends with the test.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../build/bin/', import.meta.url));
const asOf = '20251101';

function run(program: string, args: string[]): string {
  return execFileSync(join(bin, program), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

// A process of this test's own; it is never left behind.
class Running {
  readonly #child: ChildProcess;
  said = '';

  constructor(program: string, args: string[]) {
    this.#child = spawn(join(bin, program), args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child.stdout?.on('data', (part: Buffer) => (this.said += part.toString()));
    process.once('exit', () => this.#child.kill('SIGKILL'));
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.ended) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    await gone;
  }

  // What `look` sees as soon as it sees anything.
  async until<Seen>(look: () => Seen | undefined): Promise<Seen> {
    for (let turn = 0; turn < 1200 && !this.ended; ++turn) {
      const seen = look();
      if (seen !== undefined) return seen;
      await wait(25);
    }
    throw new Error(`a program did not become ready: ${this.said}`);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

// Timor Tengah Selatan with so many households, registry and danom imported.
export class District {
  readonly folder = mkdtempSync(join(tmpdir(), 'tilik-browser-'));
  readonly #data = join(this.folder, 'data');
  #server: Running | undefined;
  #port = '0';

  constructor(households: number) {
    const registry = join(this.folder, 'registry');
    run('tilik-population', [
      ...['--district', '53.02', '--households', String(households), '--seed', '7'],
      ...['--as-of', asOf, '--out', registry],
    ]);
    this.office('init', '--district', '53.02');
    this.office(
      ...['import', 'registry', '--as-of', asOf],
      ...['--households', join(registry, 'rumah_tangga.csv'), '--persons', join(registry, 'anggota.csv')],
    );
    this.office('import', 'danom', '--confirm', '--file', join(registry, 'danom.csv'), '--as-of', asOf);
  }

  // A command of `tilik-server`.
  office(...args: string[]): string {
    return run('tilik-server', [...args, '--data', this.#data]);
  }
  asked<Answer>(...args: string[]): Answer {
    return JSON.parse(this.office(...args, '--json')) as Answer;
  }

  // The line in the registry's files, as columns by their names.
  *rows(file: 'rumah_tangga' | 'danom'): Generator<Record<string, string>> {
    const [head = '', ...lines] = readFileSync(join(this.folder, 'registry', `${file}.csv`), 'utf8')
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/);
    const names = head.split(',');
    for (const line of lines) {
      const cells = line.split(',');
      yield Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    }
  }

  async plugIn(): Promise<string> {
    const portFile = join(this.folder, 'port');
    rmSync(portFile, { force: true });
    this.#server = new Running('tilik-server', [
      ...['serve', '--data', this.#data, '--port', this.#port, '--port-file', portFile],
    ]);
    this.#port = await this.#server.until(() => textOf(portFile));
    return `http://127.0.0.1:${this.#port}`;
  }
  async unplug(): Promise<void> {
    await this.#server?.end('SIGTERM');
  }

  async destroy(): Promise<void> {
    await this.unplug();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// One device: `tilik serve` on a home that may not exist yet.
export class Device {
  readonly #home: string;
  #host: Running | undefined;

  constructor(district: District, name: string) {
    this.#home = join(district.folder, name);
  }

  // The address to open; its end is the secret of this start.
  async switchOn(): Promise<string> {
    this.#host = new Running('tilik', ['--home', this.#home, '--json', 'serve', '--no-browser']);
    const host = this.#host;
    return host.until(() =>
      host.said.trimEnd().endsWith('}') ? (JSON.parse(host.said) as { address: string }).address : undefined,
    );
  }
  // The battery fell out.
  async drop(): Promise<void> {
    await this.#host?.end('SIGKILL');
  }
  async switchOff(): Promise<void> {
    await this.#host?.end('SIGTERM');
  }
}
