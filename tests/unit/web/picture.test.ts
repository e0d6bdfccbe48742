import { expect, it } from 'vitest';
import { exifOf, flawOf, withExif } from '../../../client/app/src/picture.ts';

// Orientation 6 in one directory, in either byte order.
function exif(little: boolean): number[] {
  const two = (value: number) => (little ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const four = (value: number) => (little ? [...two(value), 0, 0] : [0, 0, ...two(value)]);
  const tiff = [
    ...(little ? [0x49, 0x49] : [0x4d, 0x4d]),
    ...two(42),
    ...four(8),
    ...two(1),
    ...two(0x0112),
    ...two(3),
    ...four(1),
    ...two(6),
    ...two(0),
    ...four(0),
  ];
  const content = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return [0xff, 0xe1, (content.length + 2) >> 8, (content.length + 2) & 255, ...content];
}
const jfif = [0xff, 0xe0, 0, 4, 1, 2];
const scan = [0xff, 0xda, 0, 4, 0, 0, 7, 7, 7, 0xff, 0xd9];
const jpeg = (...segments: number[][]) => new Uint8Array([0xff, 0xd8, ...segments.flat(), ...scan]);

it('finds what the camera said, wherever it stands before the picture', () => {
  expect(exifOf(jpeg(jfif, exif(true)))).toEqual(new Uint8Array(exif(true)));
  expect(exifOf(jpeg(jfif))).toBeUndefined();
  expect(exifOf(new Uint8Array([1, 2, 3]))).toBeUndefined();
});

it('never reads beyond a file that is cut or lies about its lengths', () => {
  const whole = jpeg(jfif, exif(false));
  for (let at = 0; at < whole.length; ++at) {
    expect(() => exifOf(whole.subarray(0, at))).not.toThrow();
    const bent = whole.slice();
    bent[at] = 0xff;
    const found = exifOf(bent);
    if (found) expect(() => withExif(jpeg(), found)).not.toThrow();
  }
});

it.each([true, false])('puts it into the smaller picture, turned upright', (little) => {
  const merged = withExif(jpeg(jfif), new Uint8Array(exif(little)));
  expect([...merged.slice(0, 2)]).toEqual([0xff, 0xd8]);
  const found = exifOf(merged);
  expect(found).toHaveLength(exif(little).length);
  // The tag's value, eight bytes into its entry.
  const at = 10 + 8 + 2 + 8;
  expect([...(found?.slice(at, at + 2) ?? [])]).toEqual(little ? [1, 0] : [0, 1]);
});

const side = 64;
const picture = (pixel: (x: number, y: number) => number) =>
  Uint8ClampedArray.from({ length: side * side }, (_, at) => pixel(at % side, Math.floor(at / side)));

it('lets a sharp picture pass', () => {
  expect(
    flawOf(
      picture((x, y) => (((x >> 2) + (y >> 2)) % 2 ? 180 : 70)),
      side,
      side,
    ),
  ).toBeUndefined();
});

it('sees blur, darkness and glare', () => {
  expect(
    flawOf(
      picture((x) => 100 + x),
      side,
      side,
    ),
  ).toBe('blurred');
  expect(
    flawOf(
      picture((x) => (x % 2 ? 40 : 0)),
      side,
      side,
    ),
  ).toBe('dark');
  expect(
    flawOf(
      picture((x) => (x < side / 3 ? 255 : x % 2 ? 60 : 140)),
      side,
      side,
    ),
  ).toBe('glare');
});

it('says nothing of what is no picture', () => {
  expect(flawOf(new Uint8ClampedArray(3), 1, 3)).toBeUndefined();
});
