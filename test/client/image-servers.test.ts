import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AlpacaClient, type Image, InvalidOperationError, ProtocolError, TransportError } from '../../devices/index.js';
import { errorFrame, frame, pixelsOf } from './image-frames.js';

const garden: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of garden.splice(0).reverse()) await close();
});

/** A camera whose server writes raw bytes for every request that is made of it. */
async function camera(answer: (socket: Socket, request: string) => void, host = '127.0.0.1') {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (request) => answer(socket, request.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  garden.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  const client = new AlpacaClient({ url: `http://${name}:${String(port)}` });
  garden.push(() => client.close());
  return { client, camera: client.camera(0) };
}

const VALUES = Array.from({ length: 300 * 200 }, (_, i) => (i * 7919) % 65_536);
const FRAME = frame(pixelsOf(8, VALUES), { dims: [300, 200], transmitted: 8 });
const TYPE = 'Content-Type: application/imagebytes\r\n';
const LENGTH = `Content-Length: ${String(FRAME.length)}\r\n`;
const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)};note=1\r\n`), bytes, Buffer.from('\r\n')]);
const CHUNKED = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\n${TYPE}Transfer-Encoding: Chunked\r\n\r\n`),
  chunk(FRAME.subarray(0, 50_001)),
  chunk(FRAME.subarray(50_001)),
  Buffer.from('0\r\nX-Trailer: yes\r\n\r\n'),
]);
const whole = (head: string, body = FRAME): Buffer => Buffer.concat([Buffer.from(head), body]);
const expectWhole = (image: Image): void => {
  expect(image).toMatchObject({ width: 300, height: 200, elementType: 'uint16' });
  expect(Array.from(image.data, Number)).toEqual(VALUES);
};

/** Pieces of uneven sizes, each in a turn of its own. */
async function dribble(socket: Socket, bytes: Buffer, size: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    socket.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('an image comes whole from a server that', () => {
  it.each<[string, Buffer]>([
    ['announces its length', whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`)],
    ['writes its headers in lower case', whole(`HTTP/1.1 200 OK\r\n${(TYPE + LENGTH).toLowerCase()}\r\n`)],
    ['ends its lines without a carriage return', whole(`HTTP/1.1 200 OK\n${(TYPE + LENGTH).replaceAll('\r', '')}\n`)],
    [
      'says it will answer before it does',
      whole(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`),
    ],
    ['says the length twice', whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}${LENGTH}\r\n`)],
    ['says nothing after the status', whole(`HTTP/1.1 200\r\n${TYPE}${LENGTH}\r\n`)],
    ['sends more than it announced', whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`, Buffer.concat([FRAME, FRAME]))],
    ['sends it in chunks', CHUNKED],
  ])('%s', async (_, bytes) => {
    const { client, camera: one } = await camera((socket) => socket.write(bytes));
    expectWhole(await one.image());
    await expect.poll(() => client.openSockets, { timeout: 5_000 }).toBe(0);
  });

  it('speaks HTTP/1.0 and ends its answer by closing', async () => {
    const { camera: one } = await camera((socket) => socket.end(whole(`HTTP/1.0 200 OK\r\n${TYPE}\r\n`)));
    expectWhole(await one.image());
  });

  it.each([1, 7, 61, 1_000])('dribbles its chunks in pieces of %i bytes', async (size) => {
    const bytes = size === 1 ? tiny() : CHUNKED;
    const { camera: one } = await camera((socket) => void dribble(socket, bytes, size * (size === 1 ? 1 : 100)));
    const image = await one.image();
    if (size === 1) expect(Array.from(image.data, Number)).toEqual([1, 2, 3, 4]);
    else expectWhole(image);
  });

  it('is asked for it on an IPv6 address, uncompressed, on a socket that is closed after it', async () => {
    let asked = '';
    const { camera: one } = await camera((socket, request) => {
      asked = request;
      socket.write(whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`));
    }, '::1');
    expectWhole(await one.image());
    expect(asked).toMatch(/^GET \/api\/v1\/camera\/0\/imagearray\?ClientID=\d+&ClientTransactionID=\d+ HTTP\/1\.1\r\n/);
    expect(asked).toMatch(/\r\nhost: \[::1\]:\d+\r\nconnection: close\r\n/);
    expect(asked).toContain('\r\naccept-encoding: identity\r\n');
  });

  it('is made to wait by a receiver that is busy', async () => {
    const { camera: one } = await camera((socket) => socket.write(whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`)));
    const taken: Buffer[] = [];
    let busy = 0;
    await one.streamImage({
      begin: () => undefined,
      bytes: async (piece) => {
        expect(++busy).toBe(1);
        const before = Buffer.from(piece);
        await new Promise((resolve) => setImmediate(resolve));
        expect(Buffer.compare(before, Buffer.from(piece))).toBe(0);
        taken.push(before);
        busy--;
      },
    });
    expect(Buffer.compare(Buffer.concat(taken), FRAME.subarray(44))).toBe(0);
  });
});

function tiny(): Buffer {
  const small = frame(pixelsOf(8, [1, 2, 3, 4]), { dims: [2, 2], transmitted: 8 });
  const head = Buffer.from(`HTTP/1.1 200 OK\r\n${TYPE}Transfer-Encoding: chunked\r\n\r\n`);
  return Buffer.concat([head, chunk(small), Buffer.from('0\r\n\r\n')]);
}

describe('an image is refused in words when its server', () => {
  it.each<[string, string, RegExp]>([
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', /did not answer in HTTP: it began with "SSH-2"/],
    ['sends a header that is none', 'HTTP/1.1 200 OK\r\nwhat\r\n\r\n', /one of its headers is "what"/],
    ['cannot decide on a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n', /its length is "5, 6"/],
    ['has a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', /its length is "-1"/],
    ['compresses', `HTTP/1.1 200 OK\r\n${TYPE}Content-Encoding: gzip\r\n\r\n`, /answered in "gzip"/],
    [
      'miscounts its chunks',
      `HTTP/1.1 200 OK\r\n${TYPE}Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n`,
      /chunk of it is longer/,
    ],
    [
      'writes chunks of no size',
      `HTTP/1.1 200 OK\r\n${TYPE}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`,
      /has the size "xyz"/,
    ],
  ])('%s', async (_, bytes, words) => {
    const { camera: one } = await camera((socket) => socket.end(bytes));
    const error = await one.image().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as Error).message).toMatch(words);
  });

  it('carries an error in place of pixels', async () => {
    const body = errorFrame(0x40b, 'Kein Bild für Sie');
    const head = `HTTP/1.1 200 OK\r\n${TYPE}Content-Length: ${String(body.length)}\r\n\r\n`;
    const { camera: one } = await camera((socket) => socket.write(whole(head, body)));
    const error = await one.image().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidOperationError);
    expect((error as Error).message).toContain('Kein Bild für Sie');
  });

  it.each<[string, Buffer]>([
    ['before its answer', Buffer.alloc(0)],
    ['in the middle of its length', whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`).subarray(0, 60_000)],
    ['in the middle of a chunk', CHUNKED.subarray(0, 60_000)],
  ])('closes the connection %s', async (_, bytes) => {
    const { camera: one } = await camera((socket) => socket.end(bytes));
    expect(await one.image().catch((reason: unknown) => reason)).toBeInstanceOf(TransportError);
  });
});

it('an image that is given up closes its socket at once, and says why', async () => {
  const { client, camera: one } = await camera((socket) =>
    socket.write(whole(`HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n`).subarray(0, 50_000)),
  );
  const controller = new AbortController();
  const given = one.image({ signal: controller.signal }).catch((reason: unknown) => reason);
  await expect.poll(() => client.openSockets, { timeout: 5_000 }).toBe(1);
  controller.abort(new Error('clouds'));
  expect(await given).toMatchObject({ message: 'clouds' });
  await expect.poll(() => client.openSockets, { timeout: 5_000 }).toBe(0);
});
