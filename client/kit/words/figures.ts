// Numbers, money, days and ages as Indonesians write them, and as English readers do. Pure: the language is said by the
// caller, times are UTC milliseconds and shown by the device's clock.
import { en } from './en.ts';
import { id } from './id.ts';
import type { Language } from './language.svelte.ts';

const locales = { id: 'id-ID', en: 'en-GB' };
const ages = { id: id.age, en: en.age };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const made = new Map<string, Intl.DateTimeFormat>();

// Making a formatter takes a millisecond on an old phone; a list of a thousand rows asks for the same one.
function dates(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let format = made.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locales[language], options);
    made.set(key, format);
  }
  return format;
}

// 1.234,5
export function number(language: Language, value: number, decimals = 1): string {
  return value.toLocaleString(locales[language], { maximumFractionDigits: decimals });
}

// Rp200.000
export function rupiah(language: Language, value: number): string {
  return (value < 0 ? '−' : '') + 'Rp' + number(language, Math.abs(value), 0);
}

// 840 B, 12 KB, 1,2 MB
export function bytes(language: Language, value: number): string {
  if (value < 1000) return `${number(language, value)} B`;
  if (value < 1_000_000) return `${number(language, value / 1000, 0)} KB`;
  return `${number(language, value / 1_000_000)} MB`;
}

// 22 Nov 2026
export function date(language: Language, ms: number): string {
  return dates(language, { day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
}

// "2026-11-22" as the contract writes days, without a place on the clock.
export function isoDate(language: Language, written: string): string {
  const ms = Date.parse(`${written}T00:00:00`);
  return Number.isNaN(ms) ? written : date(language, ms);
}

export function time(language: Language, ms: number): string {
  return dates(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);
}

// "18.40" today, "Jum 18.40" within the week, "22 Nov 2026" before.
export function moment(language: Language, ms: number, now: number): string {
  if (date(language, ms) === date(language, now)) return time(language, ms);
  if (now - ms < 6 * day && now > ms) {
    return `${dates(language, { weekday: 'short' }).format(ms)} ${time(language, ms)}`;
  }
  return date(language, ms);
}

// "2 hari": how old something is. A clock that was put back makes nothing younger than now.
export function age(language: Language, since: number, now: number): string {
  const words = ages[language];
  const old = now - since;
  if (old < minute) return words.now;
  if (old < hour) return words.minutes(Math.floor(old / minute));
  if (old < day) return words.hours(Math.floor(old / hour));
  if (old < 61 * day) return words.days(Math.floor(old / day));
  if (old < 730 * day) return words.months(Math.floor(old / (30.44 * day)));
  return words.years(Math.floor(old / (365.25 * day)));
}

// Januari … Desember
export function months(language: Language): string[] {
  return Array.from({ length: 12 }, (_, month) =>
    dates(language, { month: 'long' }).format(new Date(2026, month, 15).getTime()),
  );
}
