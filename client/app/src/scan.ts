// Reads a QR code or barcode from what the camera sees: by the browser's own reader where it has one (Android), else by
// one that is fetched from the host when it is first needed and never before.

export type Reader = (frame: ImageData) => Promise<string | undefined>;

// What the browser's own reader looks like, as far as it is used; TypeScript does not know it yet.
interface OwnReader {
  detect(source: ImageData): Promise<{ rawValue: string }[]>;
}
interface OwnReaderMaker {
  new (options: { formats: string[] }): OwnReader;
  getSupportedFormats(): Promise<string[]>;
}

// Tilik's own prints are QR codes; a KTP or KK carries others.
const ownFormats = ['qr_code', 'code_128', 'code_39', 'ean_13', 'pdf417'];

async function ownReader(): Promise<Reader | undefined> {
  const maker = (globalThis as { BarcodeDetector?: OwnReaderMaker }).BarcodeDetector;
  const formats = await maker?.getSupportedFormats().catch((): string[] => []);
  if (!maker || !formats?.includes('qr_code')) return undefined;
  const reader = new maker({ formats: ownFormats.filter((format) => formats.includes(format)) });
  return async (frame) => (await reader.detect(frame)).find(({ rawValue }) => rawValue)?.rawValue;
}

async function fetchedReader(): Promise<Reader> {
  const [{ prepareZXingModule, readBarcodes }, { default: address }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true });
  return async (frame) => {
    const found = await readBarcodes(frame, {
      formats: ['QRCode', 'Code128', 'Code39', 'EAN13', 'PDF417'],
      maxNumberOfSymbols: 1,
    });
    return found.find(({ text }) => text)?.text;
  };
}

export async function openReader(): Promise<Reader> {
  return (await ownReader()) ?? (await fetchedReader());
}

// A picture no larger than a reader needs: more pixels only cost an old phone its time.
export function frameOf(source: CanvasImageSource, width: number, height: number): ImageData | undefined {
  const most = 1280;
  const shrink = Math.min(1, most / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * shrink);
  canvas.height = Math.round(height * shrink);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen || !canvas.width || !canvas.height) return undefined;
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
