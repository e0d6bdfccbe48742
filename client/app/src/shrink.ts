// A photo made small enough to travel on 2G: at most 120 KB, still sharp enough to read a KTP.
import { exifOf, flawOf, judgedAt, withExif, type Flaw } from './picture.ts';

const mostBytes = 120 * 1024;
const longestSide = 1600;
const qualities = [0.8, 0.7, 0.6, 0.5, 0.4];

export interface Shrunk {
  jpeg: Uint8Array;
  flaw: Flaw | undefined;
}

// Nothing: the file is no picture that this browser knows.
export async function shrink(file: Blob): Promise<Shrunk | undefined> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    const exif = exifOf(new Uint8Array(await file.arrayBuffer()));
    const jpeg = await smallEnough(bitmap, mostBytes - (exif?.length ?? 0));
    return { jpeg: exif ? withExif(jpeg, exif) : jpeg, flaw: judge(bitmap) };
  } finally {
    bitmap.close();
  }
}

// A drawing on white.
export async function drawn(path: string, width: number, height: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke(new Path2D(path));
  return bytesOf(canvas, 0.8);
}

async function smallEnough(bitmap: ImageBitmap, most: number): Promise<Uint8Array> {
  let longest = Math.min(longestSide, Math.max(bitmap.width, bitmap.height));
  for (;;) {
    const canvas = draw(bitmap, longest);
    for (const quality of qualities) {
      const bytes = await bytesOf(canvas, quality);
      if (bytes.length <= most || longest <= 320) return bytes;
    }
    longest = Math.round(longest * 0.75);
  }
}

function draw(bitmap: ImageBitmap, longest: number): OffscreenCanvas {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function bytesOf(canvas: OffscreenCanvas, quality: number): Promise<Uint8Array> {
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return new Uint8Array(await blob.arrayBuffer());
}

function judge(bitmap: ImageBitmap): Flaw | undefined {
  const canvas = draw(bitmap, judgedAt);
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
  if (!data) return undefined;
  const luma = new Uint8ClampedArray(canvas.width * canvas.height);
  for (let at = 0; at < luma.length; ++at) {
    // Rec. 601.
    luma[at] = 0.299 * (data[at * 4] ?? 0) + 0.587 * (data[at * 4 + 1] ?? 0) + 0.114 * (data[at * 4 + 2] ?? 0);
  }
  return flawOf(luma, canvas.width, canvas.height);
}
