import { crc32, deflateSync } from 'node:zlib';
import type { World } from '../world.js';
import { type Reply, text } from './message.js';

/** Widest picture, pixels. */
const WIDEST = 800;

/** The last frame as a grey PNG, stretched so that faint stars show. */
export async function framePng(world: World): Promise<Reply> {
  const now = world.clock.now();
  if (!world.camera.imageReady(now)) return text(404, 'no frame has been taken yet');
  const { pixels, recipe } = await world.frame(now);
  const step = Math.ceil(recipe.width / WIDEST);
  const width = Math.floor(recipe.width / step);
  const height = Math.floor(recipe.height / step);
  const sampled = Uint16Array.from(
    { length: 4096 },
    (_, i) => pixels[Math.floor((i / 4096) * pixels.length)] ?? 0,
  ).sort();
  const dark = (sampled[1024] ?? 0) - 1;
  const range = Math.max(20, 12 * ((sampled[3584] ?? 0) - dark));
  // Each row begins with its filter, none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let brightest = 0;
      for (let i = 0; i < step; i++) {
        for (let j = 0; j < step; j++) {
          brightest = Math.max(brightest, pixels[(x * step + i) * recipe.height + y * step + j] ?? 0);
        }
      }
      rows[y * (width + 1) + 1 + x] = Math.min(
        255,
        Math.max(0, 255 * Math.sqrt(Math.max(0, brightest - dark) / range)),
      );
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return {
    status: 200,
    type: 'image/png',
    body: [
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows, { level: 3 })),
      chunk('IEND', Buffer.alloc(0)),
    ],
    headers: { 'cache-control': 'no-store' },
  };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
