import { expect, it } from 'vitest';
import { pathOf } from '../../../client/kit/components/signature.ts';

it('is nothing without a stroke', () => {
  expect(pathOf([])).toBe('');
});

it('keeps a dot', () => {
  expect(pathOf([[[10, 20]]])).toBe('M10 20l0 0');
});

it('drops points that add no line, and drifts nowhere by it', () => {
  const stroke: [number, number][] = Array.from({ length: 11 }, (_, x) => [x, 0]);
  expect(pathOf([stroke])).toBe('M0 0l3 0 3 0 3 0');
});
