// What the shell knows: which homes this device has, which one is open, and whether the host answers at all. Everything
// else is asked of the core by the screen that shows it.
import type { HomeView } from '$contract/app_pb.js';
import { ask, HostProblem, whenGone, type Method, type Request, type Response } from './host.ts';
import { replace, route } from './route.svelte.ts';

class Session {
  homes = $state.raw<HomeView[]>([]);
  open = $state('');
  // Whose work was locked, to be asked for the PIN first.
  last = $state('');
  // Until the first answer.
  starting = $state(true);
  gone = $state(false);
  // Sets waiting to be sent, for the bar at the bottom; the screens that are told of it say so here.
  waiting = $state(0);
  // What was just done, said once; empty: nothing.
  said = $state('');
  // How to take it back, for half a minute; where it can be.
  undo = $state.raw<() => void>();

  constructor() {
    whenGone((gone) => {
      if (gone && !this.gone) void this.#untilBack();
      this.gone = gone;
    });
  }

  async start() {
    const { homes, open } = await ask('listHomes', {});
    this.homes = homes;
    this.open = open;
    this.starting = false;
  }

  say(words: string, undo?: () => void) {
    this.said = words;
    this.undo = undo;
  }

  opened(home: string) {
    this.open = home;
    // A lock keeps the place: who was reading a household before goes on reading it.
    const { at } = route();
    if (at === 'homes' || at === 'unlock' || at === 'forgotten' || at === 'enrol') replace({ at: 'today' });
  }

  async lock() {
    this.#close();
    await ask('lockHome', {}).catch(() => undefined);
  }

  // Asks on behalf of a screen behind the PIN: a home that the host has closed meanwhile leads back to the PIN.
  async ask<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
    try {
      return await ask(method, request);
    } catch (problem) {
      if (problem instanceof HostProblem && problem.locked) this.#close();
      throw problem;
    }
  }

  #close() {
    this.last = this.open || this.last;
    this.open = '';
  }

  async #untilBack() {
    await this.start().catch(() => undefined);
  }
}

export const session = new Session();
