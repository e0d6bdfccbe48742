import { expect, it } from 'vitest';
import * as figures from '../../../client/kit/words/figures.ts';

const noon = new Date(2026, 10, 22, 12, 0).getTime();
const hours = (count: number) => count * 3_600_000;

it('writes numbers as Indonesians do', () => {
  expect(figures.number('id', 1234.5)).toBe('1.234,5');
  expect(figures.number('en', 1234.5)).toBe('1,234.5');
  expect(figures.rupiah('id', 200_000)).toBe('Rp200.000');
  expect(figures.rupiah('id', -1500)).toBe('−Rp1.500');
});

it('writes sizes in round numbers', () => {
  expect(figures.bytes('id', 840)).toBe('840 B');
  expect(figures.bytes('id', 12_345)).toBe('12 KB');
  expect(figures.bytes('id', 1_234_567)).toBe('1,2 MB');
});

it('writes days and moments', () => {
  expect(figures.date('id', noon)).toBe('22 Nov 2026');
  expect(figures.isoDate('id', '2026-11-22')).toBe('22 Nov 2026');
  expect(figures.isoDate('id', 'entah')).toBe('entah');
  expect(figures.moment('id', noon - hours(2), noon)).toBe('10.00');
  expect(figures.moment('id', noon - hours(41.333333), noon)).toBe('Jum 18.40');
  expect(figures.moment('id', noon - hours(24 * 9), noon)).toBe('13 Nov 2026');
});

it('says how old something is, and calls nothing younger than now', () => {
  expect(figures.age('id', noon - 20_000, noon)).toBe('baru saja');
  expect(figures.age('id', noon - hours(50), noon)).toBe('2 hari');
  expect(figures.age('en', noon - hours(24), noon)).toBe('1 day');
  expect(figures.age('id', noon + hours(50), noon)).toBe('baru saja');
  expect(figures.age('id', noon - hours(24 * 365 * 3), noon)).toBe('2 tahun');
});

it('knows the months', () => {
  expect(figures.months('id')[7]).toBe('Agustus');
});
