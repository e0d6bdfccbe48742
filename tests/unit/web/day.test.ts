import { expect, it } from 'vitest';
import { parseDay, writeDay } from '../../../client/kit/components/day.ts';

it('writes a day as the contract does', () => {
  expect(writeDay({ day: '12', month: '3', year: '1985' }, false)).toBe('1985-03-12');
  expect(parseDay('1985-03-02')).toEqual({ day: '2', month: '3', year: '1985' });
});

it('takes a year alone only where that is said', () => {
  expect(writeDay({ day: '', month: '', year: '1951' }, true)).toBe('1951');
  expect(writeDay({ day: '', month: '', year: '1951' }, false)).toBe('');
});

it.each([
  ['31', '2', '1990'],
  ['29', '2', '2023'],
  ['0', '5', '1990'],
  ['1', '13', '1990'],
  ['1', '1', '90'],
])('%s-%s-%s is in no calendar', (day, month, year) => {
  expect(writeDay({ day, month, year }, false)).toBe('');
});
