import { crc32, deflateSync } from 'node:zlib';
import type { Negative } from './negative.js';

/** Widest picture, pixels. */
const WIDEST = 800;
const SAMPLES = 4096;

/** A grey PNG, stretched so that faint stars show: the brightest pixel of each square is what one sees. */
export function framePng({ pixels, width: columns, height: rows }: Negative): Uint8Array {
  const step = Math.ceil(columns / WIDEST);
  const width = Math.max(1, Math.floor(columns / step));
  const height = Math.max(1, Math.floor(rows / step));
  const grey = stretch(pixels);
  // Each row begins with its filter, none.
  const lines = Buffer.alloc((width + 1) * height);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      let brightest = 0;
      for (let i = 0; i < step; i++) {
        const first = (x * step + i) * rows + y * step;
        for (let j = first; j < first + step; j++) {
          const value = pixels[j] ?? 0;
          if (value > brightest) brightest = value;
        }
      }
      lines[y * (width + 1) + 1 + x] = grey[brightest] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines, { level: 3 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The grey of each value of a pixel: black is the dark of the sky, white a dozen times its spread above it. */
function stretch(pixels: Uint16Array): Uint8Array {
  const sampled = Uint16Array.from(
    { length: SAMPLES },
    (_, i) => pixels[Math.floor((i / SAMPLES) * pixels.length)] ?? 0,
  ).sort();
  const dark = (sampled[SAMPLES / 4] ?? 0) - 1;
  const range = Math.max(20, 12 * ((sampled[(SAMPLES * 7) / 8] ?? 0) - dark));
  return Uint8Array.from({ length: 65_536 }, (_, value) =>
    Math.min(255, 255 * Math.sqrt(Math.max(0, value - dark) / range)),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
