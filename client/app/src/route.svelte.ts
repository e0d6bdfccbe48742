// Where in the app one is, kept in the address behind '#', so that the phone's back button goes one step back everywhere.
import { tick } from 'svelte';

type Route =
  | { at: 'today' }
  | { at: 'find' }
  | { at: 'send' }
  | { at: 'village'; code: string }
  | { at: 'events' }
  | { at: 'event'; event: string }
  | { at: 'history' }
  | { at: 'ready' }
  | { at: 'musdes'; code: string }
  // A paper, and the acara, village or month that it is of.
  | { at: 'print'; print: string; of: string }
  | { at: 'household'; record: string }
  // A draft; the page as the core calls it, empty: the first.
  | { at: 'form'; draft: string; page: string }
  // Before the PIN; `step` counts through the enrolment's pages.
  | { at: 'homes' }
  | { at: 'unlock'; home: string }
  | { at: 'forgotten'; home: string; step: number }
  | { at: 'enrol'; step: number };

const current = $state<{ route: Route }>({ route: read(location.hash) });

// How far each entry of the history was scrolled: who comes back to a list finds it where it was left. The browser
// would look for the place before the core has answered.
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the screen is made of it.
const scrolled = new Map<number, number>();
let entry = 0;
let entries = 0;
// Where to scroll to as soon as the page is there; nothing is noted before.
let wanted: number | undefined;

history.scrollRestoration = 'manual';
enter();
addEventListener('hashchange', () => {
  enter();
  scrollTo(0, 0);
  current.route = read(location.hash);
});
addEventListener(
  'scroll',
  () => {
    if (wanted === undefined) scrolled.set(entry, scrollY);
  },
  { passive: true },
);

function enter() {
  const known: unknown = (history.state as { entry?: unknown } | null)?.entry;
  if (typeof known === 'number') {
    entry = known;
    entries = Math.max(entries, entry);
  } else {
    entry = ++entries;
    history.replaceState({ entry }, '');
  }
  wanted = scrolled.get(entry) ?? 0;
}

// Said by a screen once what it shows has come.
export function arrived() {
  if (wanted === undefined) return;
  const to = wanted;
  void tick().then(() => {
    scrollTo(0, to);
    wanted = undefined;
  });
}

export function route(): Route {
  return current.route;
}

// The address of a page, for links.
export function path(route: Route): string {
  switch (route.at) {
    case 'today':
      return '#/';
    case 'find':
      return '#/cari';
    case 'send':
      return '#/kirim';
    case 'events':
      return '#/salur';
    case 'event':
      return `#/salur/${route.event}`;
    case 'history':
      return '#/riwayat';
    case 'ready':
      return '#/siap';
    case 'musdes':
      return `#/musdes/${encodeURIComponent(route.code)}`;
    case 'print':
      return `#/cetak/${encodeURIComponent(route.print)}/${encodeURIComponent(route.of)}`;
    case 'village':
      return `#/desa/${encodeURIComponent(route.code)}`;
    case 'household':
      return `#/rumah/${encodeURIComponent(route.record)}`;
    case 'form':
      return `#/formulir/${route.draft}/${encodeURIComponent(route.page)}`;
    case 'homes':
      return '#/mulai';
    case 'unlock':
      return `#/mulai/pin/${encodeURIComponent(route.home)}`;
    case 'forgotten':
      return `#/mulai/lupa/${encodeURIComponent(route.home)}/${route.step}`;
    case 'enrol':
      return `#/mulai/daftar/${route.step}`;
  }
}

export function go(to: Route) {
  location.hash = path(to);
}

// Goes on without a way back to where one was: after the PIN, after an enrolment.
export function replace(to: Route) {
  history.replaceState(history.state, '', path(to));
  current.route = to;
}

export function back() {
  if (history.length > 1) history.back();
  else replace({ at: 'today' });
}

function read(hash: string): Route {
  const [place = '', first = '', second = '', third = ''] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map(decodeURIComponent);
  switch (place) {
    case 'cari':
      return { at: 'find' };
    case 'kirim':
      return { at: 'send' };
    case 'salur':
      return /^\d+$/.test(first) ? { at: 'event', event: first } : { at: 'events' };
    case 'riwayat':
      return { at: 'history' };
    case 'siap':
      return { at: 'ready' };
    case 'musdes':
      return { at: 'musdes', code: first };
    case 'cetak':
      return { at: 'print', print: first, of: second };
    case 'desa':
      return { at: 'village', code: first };
    case 'rumah':
      return { at: 'household', record: first };
    case 'formulir':
      return /^\d+$/.test(first) ? { at: 'form', draft: first, page: second } : { at: 'today' };
    case 'mulai':
      if (first === 'pin') return { at: 'unlock', home: second };
      if (first === 'lupa') return { at: 'forgotten', home: second, step: Number(third) || 1 };
      if (first === 'daftar') return { at: 'enrol', step: Number(second) || 1 };
      return { at: 'homes' };
    default:
      return { at: 'today' };
  }
}
