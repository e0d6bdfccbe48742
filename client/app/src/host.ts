// The app's only way to the client core: the questions of AppService, as the host carries them (POST /app/<Method>).
//
// What the core refuses arrives as a HostProblem with its words. While nobody answers at all (`tilik serve` is being
// restarted, the machine slept) questions that only look wait and are asked again; those that do something are never
// repeated by themselves and fail as HostGone, because the first may have arrived.
import { create, fromBinary, toBinary, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { ProblemViewSchema, type ProblemView } from '$contract/app_pb.js';
import { AppService } from '$contract/app_service_pb.js';
import { language } from '@tilik/kit';

type Methods = typeof AppService.method;
export type Method = keyof Methods;
export type Request<M extends Method> = MessageInitShape<Methods[M]['input']>;
export type Response<M extends Method> = MessageShape<Methods[M]['output']>;

export class HostProblem extends Error {
  readonly problem: ProblemView;

  constructor(problem: ProblemView) {
    super(problem.message);
    this.problem = problem;
  }

  // No home is open (any more), or the PIN is wrong: exit code 5 of every Tilik command.
  get locked() {
    return this.problem.exitCode === 5;
  }
}

export class HostGone extends Error {}

const looks: ReadonlySet<Method> = new Set<Method>([
  'listHomes',
  'readEnrolCode',
  'showToday',
  'findRecords',
  'listVillage',
  'showHousehold',
  'showSync',
]);

// How long until it is asked again: a restarted host answers within a second, an old machine's within ten.
const waits_ms = [300, 700, 1500, 3000];

// Whoever shows that the host is gone; called with every change.
let tellGone: (gone: boolean) => void = () => undefined;

export function whenGone(tell: (gone: boolean) => void) {
  tellGone = tell;
}

export async function ask<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
  for (let tries = 0; ; ++tries) {
    try {
      const answer = await post(method, request);
      tellGone(false);
      return answer;
    } catch (problem) {
      if (!(problem instanceof HostGone)) {
        tellGone(false);
        throw problem;
      }
      tellGone(true);
      if (!looks.has(method)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, waits_ms[Math.min(tries, waits_ms.length - 1)]));
    }
  }
}

async function post<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
  const { name, input, output }: Methods[Method] = AppService.method[method];
  let status: number;
  let type: string | null;
  let body: Uint8Array;
  try {
    const response = await fetch(new URL(`app/${name}`, document.baseURI), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-protobuf',
        'Accept-Language': language(),
        'X-Tilik-Secret': secret,
      },
      // The schemas of one method belong together, which TypeScript cannot follow through the union of all of them.
      body: toBinary(input, create(input, request as never)) as Uint8Array<ArrayBuffer>,
      cache: 'no-store',
    });
    status = response.status;
    type = response.headers.get('Content-Type');
    body = new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new HostGone(name);
  }
  if (status === 200) return fromBinary(output, body) as Response<M>;
  if (type?.startsWith('application/x-protobuf')) throw new HostProblem(fromBinary(ProblemViewSchema, body));
  throw new HostProblem(create(ProblemViewSchema, { exitCode: 1, message: `${name}: HTTP ${status}` }));
}

// Who opened this page knows the secret that the host made at its start, "#secret=…". It is taken out of the address at
// once, so that no history, bookmark or shoulder keeps it, and lives as long as the tab.
const secret = takeSecret();

function takeSecret(): string {
  const kept = 'tilik.secret';
  const given = /^#secret=(.+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(kept, decodeURIComponent(given));
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(kept) ?? '';
}
