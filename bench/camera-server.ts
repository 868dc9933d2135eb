/**
 * An Alpaca camera that costs nothing: it answers from memory, in a process of its own, so that the bench measures the
 * client alone. Also gives the same bytes on a bare TCP port, for the floor. Prints its ports as JSON when it is ready.
 */
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { CASES, type BenchCase, wireBytes } from './cases.js';

const CODES = { uint16: 8, int32: 2 } as const;

/** A noisy sky with a gradient: 12 bits of noise, as a real frame has, so that nothing is too easily predicted. */
function answerOf(image: BenchCase): Buffer {
  const { width, height, elementType } = image;
  const bytes = Buffer.alloc(44 + wireBytes(image));
  [1, 0, 0, 0, 44, 2, CODES[elementType], 2, width, height, 0].forEach((word, i) => bytes.writeInt32LE(word, 4 * i));
  const count = width * height;
  const pixels =
    elementType === 'uint16'
      ? new Uint16Array(bytes.buffer, bytes.byteOffset + 44, count)
      : new Int32Array(bytes.buffer, bytes.byteOffset + 44, count);
  let noise = 0x2545f491;
  for (let i = 0; i < count; i++) {
    noise ^= noise << 13;
    noise ^= noise >>> 17;
    noise ^= noise << 5;
    pixels[i] = 1000 + (i & 0x3fff) + (noise & 0xfff);
  }
  return bytes;
}

/** What `nocturne run` asks for before it uses a server. */
const DEVICES = CASES.map(({ name, camera }) => ({
  DeviceName: name,
  DeviceType: 'Camera',
  DeviceNumber: camera,
  UniqueID: `bench-camera-${String(camera)}`,
}));

const answers = CASES.map(answerOf);
const exposures = CASES.map(() => ({ start: 0, end: 0 }));

function property(camera: number, name: string): unknown {
  const image = CASES[camera];
  const exposure = exposures[camera];
  if (!image || !exposure) return undefined;
  const now = Date.now();
  const values: Record<string, unknown> = {
    connected: true,
    interfaceversion: 3,
    name: image.name,
    sensorname: 'bench',
    sensortype: 0,
    cameraxsize: image.width,
    cameraysize: image.height,
    numx: image.width,
    numy: image.height,
    startx: 0,
    starty: 0,
    binx: 1,
    biny: 1,
    maxadu: 65535,
    gain: 100,
    offset: 10,
    pixelsizex: 3.76,
    pixelsizey: 3.76,
    percentcompleted: 100,
    imageready: exposure.end > 0 && now >= exposure.end,
    camerastate: now < exposure.end ? 2 : 0,
    lastexposureduration: (exposure.end - exposure.start) / 1000,
    lastexposurestarttime: new Date(exposure.start).toISOString().slice(0, -1),
  };
  return values[name];
}

const http = createHttpServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [camera, member] = url.pathname.toLowerCase().split('/').slice(-2);
  const number = Number(camera);
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (member === 'imagearray') {
      const answer = answers[number];
      response.writeHead(200, { 'Content-Type': 'application/imagebytes', 'Content-Length': answer?.length ?? 0 });
      response.end(answer);
      return;
    }
    if (request.method === 'PUT' && member === 'startexposure') {
      const duration = Number(new URLSearchParams(Buffer.concat(parts).toString()).get('Duration'));
      const start = Date.now();
      exposures[number] = { start, end: start + duration * 1000 };
    }
    const value =
      member === 'configureddevices' ? DEVICES : request.method === 'GET' ? property(number, member ?? '') : null;
    const missing = value === undefined ? { ErrorNumber: 0x400, ErrorMessage: 'Not implemented' } : {};
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(
      JSON.stringify({
        ClientTransactionID: 0,
        ServerTransactionID: 1,
        ErrorNumber: 0,
        ErrorMessage: '',
        ...missing,
        Value: value,
      }),
    );
  });
});

// Contestants take turns, and are not to be measured reconnecting.
http.keepAliveTimeout = 600_000;

const port = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const raw = answers.map((answer) => createTcpServer((socket) => socket.end(answer)));
await Promise.all(
  [http, ...raw].map((server) => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))),
);
console.log(JSON.stringify({ http: port(http), raw: raw.map(port) }));
