// Where in the app one is, kept in the address behind '#', so that the phone's back button goes one step back everywhere.
type Route =
  | { at: 'today' }
  | { at: 'find' }
  | { at: 'send' }
  | { at: 'village'; code: string }
  | { at: 'household'; record: string }
  // Before the PIN; `step` counts through the enrolment's pages.
  | { at: 'homes' }
  | { at: 'unlock'; home: string }
  | { at: 'forgotten'; home: string; step: number }
  | { at: 'enrol'; step: number };

const current = $state<{ route: Route }>({ route: read(location.hash) });
addEventListener('hashchange', () => {
  current.route = read(location.hash);
  scrollTo(0, 0);
});

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
    case 'village':
      return `#/desa/${encodeURIComponent(route.code)}`;
    case 'household':
      return `#/rumah/${encodeURIComponent(route.record)}`;
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
  history.replaceState(null, '', path(to));
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
    case 'desa':
      return { at: 'village', code: first };
    case 'rumah':
      return { at: 'household', record: first };
    case 'mulai':
      if (first === 'pin') return { at: 'unlock', home: second };
      if (first === 'lupa') return { at: 'forgotten', home: second, step: Number(third) || 1 };
      if (first === 'daftar') return { at: 'enrol', step: Number(second) || 1 };
      return { at: 'homes' };
    default:
      return { at: 'today' };
  }
}
