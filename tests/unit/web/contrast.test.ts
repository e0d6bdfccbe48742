// Every pair of colours that carries words, in all three themes: 4.5:1 (WCAG AA), 7:1 in full sun.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../client/kit/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]));
}

const paper = tokensOf(':root');
const themes: [name: string, tokens: Map<string, string>, words: number][] = [
  ['paper', paper, 4.5],
  ['dark', new Map([...paper, ...tokensOf(":root[data-theme='dark']")]), 4.5],
  ['terik', new Map([...paper, ...tokensOf(":root[data-theme='terik']")]), 7],
];

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['paper', 'surface', 'sunken'];
const pairs: [words: string, ground: string][] = [
  ...['ink', 'ink-soft', 'accent', 'attention', 'danger', 'information'].flatMap((words) =>
    grounds.map((ground): [string, string] => [words, ground]),
  ),
  ...['accent', 'attention', 'danger', 'information'].flatMap((level): [string, string][] => [
    [level, `${level}-soft`],
    ['ink', `${level}-soft`],
    ['ink-soft', `${level}-soft`],
  ]),
  ['accent-strong', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-danger', 'danger'],
];

describe.each(themes)('theme %s', (_, tokens, words) => {
  const colour = (name: string) => tokens.get(name) ?? '';

  it.each(pairs)('%s on %s can be read', (word, ground) => {
    expect(contrast(colour(word), colour(ground))).toBeGreaterThanOrEqual(words);
  });

  it.each(grounds)('the edge of a field is seen on %s', (ground) => {
    expect(contrast(colour('line-strong'), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});

it('letters in full sun are 18 px and larger', () => {
  const terik = tokensOf(":root[data-theme='terik']");
  expect(parseFloat(terik.get('text-body') ?? '') * 16).toBeGreaterThanOrEqual(18);
});
