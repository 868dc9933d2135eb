import { inflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { WorkerDarkroom } from '../../devices/simulator/world/camera/darkroom.js';
import { print, type PrintKind, wholeOf } from '../../devices/simulator/world/camera/print.js';
import { SimulatedServer } from '../support/simulated-server.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Every length of a number, and both ends of the range. */
const pixels = Uint16Array.of(0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 65_535, 7, 42);

describe('a frame in the forms in which it is sent', () => {
  it.each([
    [3, 4],
    [12, 1],
    [1, 12],
  ])('is JSON with one list for each of its %d columns of %d', (width, height) => {
    const columns = JSON.parse(text(print('json', { pixels, width, height }))) as number[][];
    expect(columns.map((column) => column.length)).toEqual(Array<number>(width).fill(height));
    expect(columns.flat()).toEqual([...pixels]);
  });

  it.each([1, 2, 3, 65_536, 3 * 65_536, 3 * 65_536 + 1])('is base64 of its %d pixels as 32 bits each', (count) => {
    const many = Uint16Array.from({ length: count }, (_, i) => (i * 7919) & 0xffff);
    const bytes = Buffer.from(text(print('base64', { pixels: many, width: count, height: 1 })), 'base64');
    expect(bytes.length).toBe(4 * count);
    const back = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(back.every((value, i) => value === many[i])).toBe(true);
  });

  it('is a grey picture of at most 800 pixels across, dark sky black and stars white', () => {
    const [width, height] = [1700, 300];
    const sky = Uint16Array.from({ length: width * height }, (_, i) => 1000 + ((i * 31) % 40));
    sky[600 * height + 150] = 60_000;
    const png = Buffer.from(print('png', { pixels: sky, width, height }));
    const [across, down] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect([across, down]).toEqual([566, 100]);
    const data = inflateSync(png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8));
    expect(data[50 * (across + 1) + 1 + 200]).toBe(255);
    expect(data[20 * (across + 1) + 1 + 20]).toBeLessThan(150);
  });

  it.each<PrintKind>(['json', 'base64', 'int32', 'png'])('is the same as %s from the worker', async (kind) => {
    const shared = new Uint16Array(new SharedArrayBuffer(2 * 600 * 400)).map((_, i) => (i * 7919) & 0xffff);
    const negative = { pixels: shared, width: 600, height: 400 };
    const darkroom = new WorkerDarkroom();
    const printed = await wholeOf(await darkroom.print(kind, negative));
    await darkroom.close();
    expect(Buffer.compare(printed, print(kind, negative))).toBe(0);
  });
});

describe('the server', () => {
  let server: SimulatedServer;
  afterEach(() => server.close());

  it.each([
    ['/api/v1/camera/0/imagearray', {}],
    ['/api/v1/camera/0/imagearray', { accept: 'application/imagebytes' }],
    ['/api/v1/camera/0/imagearraybase64', {}],
    ['/simulator/v1/frame.png', {}],
  ])('answers others while it makes ready %s %j', async (path, headers: Record<string, string>) => {
    server = await SimulatedServer.start({ camera: { width: 3000, height: 2000, transmission: 'int32' } });
    await server.connect('camera', 'telescope');
    await server.put('camera', 'StartExposure', { Duration: 1, Light: true });
    await server.wait(3);
    const order: string[] = [];
    const image = fetch(server.url + path, { headers }).then(async (response) => {
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      order.push('image');
    });
    for (let i = 0; i < 5; i++) await server.value('telescope', 'DeviceState');
    order.push('others');
    await image;
    expect(order).toEqual(['others', 'image']);
  });

  it('goes on when somebody who is being sent a frame goes away, and sends it whole to the next', async () => {
    server = await SimulatedServer.start({ camera: { width: 3000, height: 2000 } });
    await server.connect('camera', 'telescope');
    await server.put('camera', 'StartExposure', { Duration: 1, Light: true });
    await server.wait(3);
    const image = server.url + server.path('camera', 'imagearray');
    const gone = new AbortController();
    const response = await fetch(image, { signal: gone.signal });
    const reader = response.body!.getReader();
    await reader.read();
    gone.abort();
    expect(await server.value('telescope', 'Connected')).toBe(true);
    const { Value } = (await (await fetch(image)).json()) as { Value: number[][] };
    expect([Value.length, Value[0]!.length]).toEqual([3000, 2000]);
  });
});
