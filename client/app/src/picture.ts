// Of photos, what can be said without a browser: where a camera wrote time and place, and whether a picture shows anything.
// The core reads the EXIF and takes it out of the file; shrinking a photo would have lost it before.

const soi = 0xd8;
const app1 = 0xe1;
const sos = 0xda;
const orientationTag = 0x0112;

// The Exif segment of a JPEG, marker and length included; nothing where there is none, or where the file is not what it says.
export function exifOf(jpeg: Uint8Array): Uint8Array | undefined {
  if (jpeg[0] !== 0xff || jpeg[1] !== soi) return undefined;
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === sos) return undefined;
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > jpeg.length) return undefined;
    if (marker === app1 && startsWithExif(jpeg, at + 4)) return jpeg.slice(at, end);
    at = end;
  }
  return undefined;
}

function startsWithExif(bytes: Uint8Array, at: number): boolean {
  return [0x45, 0x78, 0x69, 0x66, 0, 0].every((letter, index) => bytes[at + index] === letter);
}

// The picture with what the camera said of it. It was turned upright when it was drawn, and says so.
export function withExif(jpeg: Uint8Array, exif: Uint8Array): Uint8Array {
  const upright = uprightOf(exif);
  const whole = new Uint8Array(jpeg.length + upright.length);
  whole.set(jpeg.subarray(0, 2));
  whole.set(upright, 2);
  whole.set(jpeg.subarray(2), 2 + upright.length);
  return whole;
}

function uprightOf(exif: Uint8Array): Uint8Array {
  const copy = exif.slice();
  // Marker, length, "Exif", two zeros.
  const tiff = 10;
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
  if (copy.length < tiff + 8) return copy;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > copy.length) return copy;
  const entries = view.getUint16(directory, little);
  for (let index = 0; index < entries; ++index) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > copy.length) break;
    if (view.getUint16(entry, little) === orientationTag) view.setUint16(entry + 8, 1, little);
  }
  return copy;
}

export type Flaw = 'blurred' | 'dark' | 'glare';

// Judged on a picture of this many pixels on its longer side: noise is gone, edges are not.
export const judgedAt = 256;
// A wall in focus varies a few hundred, a face in motion a few dozen.
const leastEdges = 60;
// A room with the door open has a mean of 60.
const leastLight = 40;
// The sun on a laminated card bleaches a tenth of it.
const mostBleached = 0.12;

// What keeps a picture from proving anything; nothing: it is good enough. `luma`: brightness by pixel, 0 to 255.
export function flawOf(luma: Uint8ClampedArray, width: number, height: number): Flaw | undefined {
  if (width < 3 || height < 3 || luma.length < width * height) return undefined;
  let light = 0;
  let bleached = 0;
  for (let at = 0; at < width * height; ++at) {
    const value = luma[at] ?? 0;
    light += value;
    if (value >= 252) bleached += 1;
  }
  light /= width * height;
  if (light < leastLight) return 'dark';
  if (bleached / (width * height) > mostBleached) return 'glare';

  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; ++y) {
    for (let x = 1; x < width - 1; ++x) {
      const at = y * width + x;
      const edge =
        4 * (luma[at] ?? 0) -
        (luma[at - 1] ?? 0) -
        (luma[at + 1] ?? 0) -
        (luma[at - width] ?? 0) -
        (luma[at + width] ?? 0);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = (width - 2) * (height - 2);
  const variance = squares / count - (sum / count) ** 2;
  return variance < leastEdges ? 'blurred' : undefined;
}
