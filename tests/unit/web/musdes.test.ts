// The keyboard at the table of a meeting, the filter over its list, and the months of a report.
import { describe, expect, it } from 'vitest';
import { battery } from '../../../client/app/src/battery.ts';
import { monthBeside } from '../../../client/app/src/months.ts';
import { fits, keyMeans } from '../../../client/app/src/musdes.ts';

describe('the keyboard', () => {
  it('goes from household to household', () => {
    expect(keyMeans('ArrowDown', 6)).toEqual({ move: 1 });
    expect(keyMeans('k', 6)).toEqual({ move: -1 });
  });
  it('says a finding by its number, and none that there is not', () => {
    expect(keyMeans('1', 6)).toEqual({ finding: 0 });
    expect(keyMeans('6', 6)).toEqual({ finding: 5 });
    for (const key of ['7', '0', 'x', 'Enter', '12']) expect(keyMeans(key, 6)).toBeUndefined();
  });
});

describe('the filter', () => {
  const row = { name: 'Yosef Nahák', neighbourhood: 'RT 003', address: 'Dusun A' } as Parameters<typeof fits>[0];
  it('takes words in any order, without accents', () => {
    expect(fits(row, 'nahak yos')).toBe(true);
    expect(fits(row, 'rt 003')).toBe(true);
    expect(fits(row, 'maria')).toBe(false);
  });
});

describe('months', () => {
  const today = new Date(2026, 10, 22);
  it('turns over the year', () => {
    expect(monthBeside('2026-12', 1, today)).toBe('2027-01');
    expect(monthBeside('2026-01', -1, today)).toBe('2025-12');
  });
  it('begins at the month that runs', () => {
    expect(monthBeside('', -1, today)).toBe('2026-10');
    expect(monthBeside('kemarin', 0, today)).toBe('2026-11');
  });
});

describe('the battery', () => {
  const browser = (level: number, charging: boolean) =>
    ({ getBattery: () => Promise.resolve({ level, charging }) }) as unknown as Navigator;
  it('is never nothing where it is known', async () => {
    expect(await battery(browser(0.001, false))).toEqual({ batteryPercent: 1, charging: false });
    expect(await battery(browser(0.756, true))).toEqual({ batteryPercent: 76, charging: true });
  });
  it('is not guessed where the browser does not say', async () => {
    expect(await battery({} as Navigator)).toEqual({ batteryPercent: 0, charging: false });
  });
});
