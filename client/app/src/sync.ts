// Starts a sync, or joins the one that runs, and tells how far it is until it ends.
import type { SyncProgressView } from '$contract/app_service_pb.js';
import type { Method, Request, Response } from './host.ts';

type Ask = <M extends Method>(method: M, request: Request<M>) => Promise<Response<M>>;

// Four times a second moves a number smoothly and costs an old phone nothing.
const look_ms = 250;

export async function startSync(ask: Ask, tell: (sync: SyncProgressView) => void, signal?: AbortSignal) {
  const { sync } = await ask('startSync', {});
  if (sync) tell(sync);
  await followSync(ask, tell, signal);
}

// Ends with the sync, or with `signal`: then the sync goes on without anybody looking.
export async function followSync(ask: Ask, tell: (sync: SyncProgressView) => void, signal?: AbortSignal) {
  while (!signal?.aborted) {
    const { sync } = await ask('showSync', {});
    if (signal?.aborted || !sync) return;
    tell(sync);
    if (!sync.running) return;
    await new Promise((resolve) => setTimeout(resolve, look_ms));
  }
}
