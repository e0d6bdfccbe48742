import type { KitWords } from './id.ts';

const counted = (one: string) => (n: number) => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

export const en: KitWords = {
  state: {
    none: 'Not yet',
    draft: 'Draft',
    saved: 'Saved on this phone',
    savedOnLaptop: 'Saved on this device',
    waiting: 'Waiting to be sent',
    entrusted: 'With a courier',
    received: 'Received by the district',
    beingDecided: 'Being decided',
    returned: 'Returned',
    done: 'Done',
  },
  nav: { label: 'Parts of the app', back: 'Back', step: (n, of) => `${n} of ${of}` },
  field: {
    before: 'before',
    changed: 'changed',
    showAll: (count) => `Show all ${count}`,
    showFew: 'Show fewer',
    show: 'Show',
    hide: 'Hide',
  },
  date: {
    day: 'Day',
    month: 'Month',
    year: 'Year',
    unknown: '–',
    precise: 'Full date',
    yearOnly: 'Only the year is known',
    impossible: 'No calendar has this date.',
  },
  pin: {
    digits: (count) => (count === 1 ? '1 digit entered' : `${count} digits entered`),
    erase: 'Erase one digit',
    enter: 'Enter',
  },
  qr: (what) => `QR code: ${what}`,
  signature: {
    here: 'Sign inside this box',
    clear: 'Start again',
    empty: 'Not signed yet',
    signed: 'Signed',
  },
  table: { sortBy: (column) => `Sort by ${column}`, total: 'Total' },
  tally: { mismatch: (difference) => `Does not add up: ${difference} apart` },
  progress: (done, of) => `${done} of ${of}`,
  close: 'Close',
  undo: 'Undo',
  busy: 'One moment…',
  age: {
    now: 'just now',
    minutes: (n) => `${n} min`,
    hours: counted('hour'),
    days: counted('day'),
    months: counted('month'),
    years: counted('year'),
    ago: (age) => `${age} ago`,
  },
};
