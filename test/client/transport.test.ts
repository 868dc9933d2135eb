import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { AlpacaClient, type AlpacaClientOptions, ProtocolError, TransportError } from '../../devices/index.js';
import { FakeAlpaca, FakeServer, SILENCE } from './fake-alpaca.js';

const data = (name: string): Buffer => readFileSync(new URL(`./data/${name}`, import.meta.url));
const garden: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of garden.splice(0).reverse()) await close();
});

async function served(fake: FakeAlpaca, options: Partial<AlpacaClientOptions> = {}) {
  const server = new FakeServer(fake);
  const url = await server.listen();
  garden.push(() => server[Symbol.asyncDispose]());
  const client = new AlpacaClient({ url, ...options });
  garden.push(() => client.close());
  return { server, url, client };
}

/** A server of raw bytes. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  garden.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const failed = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('This should have failed.');
    },
    (error: unknown) => error as Error,
  );

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((resolve) => setImmediate(resolve));
};

describe('the sockets to a server', () => {
  it('are kept open between calls, and few', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { server, client } = await served(fake);
    for (let i = 0; i < 20; i++) await client.telescope(0).slewing();
    expect(server.sockets.size).toBeLessThanOrEqual(2);
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        client
          .device('telescope', i % 9)
          .slewing()
          .catch(() => undefined),
      ),
    );
    expect(server.sockets.size).toBeLessThanOrEqual(4);
  });

  it('are closed after each call where keep-alive is off', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { server, client } = await served(fake, { keepAlive: false });
    await client.telescope(0).slewing();
    await until(() => server.sockets.size === 0);
    expect(fake.requests[0]?.headers.connection).toBe('close');
  });

  it('leave a way for safety, abort and halt when every other one hangs', async () => {
    const fake = new FakeAlpaca()
      .on('GET telescope/0/slewing', () => SILENCE)
      .on('PUT telescope/0/slewtocoordinatesasync', () => SILENCE)
      .on('GET camera/0/imagearray', () => SILENCE)
      .on('PUT telescope/0/abortslew', null)
      .on('GET safetymonitor/0/issafe', true);
    const { client } = await served(fake, { sockets: 1 });
    const hanging = [
      failed(client.telescope(0).slewing()),
      failed(client.telescope(0).slewToCoordinatesAsync({ rightAscension: 1, declination: 1 })),
      failed(client.camera(0).image()),
      failed(client.camera(0).image()),
    ];
    await until(() => fake.requests.length >= 3);
    await client.telescope(0).abortSlew();
    expect(await client.safetyMonitor(0).isSafe()).toBe(true);
    await client.close();
    for (const error of await Promise.all(hanging)) expect(error).toBeInstanceOf(Error);
  });

  it('leave a way to read one device while others take their time to move', async () => {
    const fake = new FakeAlpaca().on('GET focuser/0/temperature', 4);
    for (let i = 0; i < 6; i++) fake.on(`PUT telescope/${String(i)}/park`, () => SILENCE);
    const { client } = await served(fake);
    const parking = Array.from({ length: 6 }, (_, i) => failed(client.telescope(i).startPark()));
    await until(() => fake.requests.length === 6);
    expect(await client.focuser(0).temperature()).toBe(4);
    await client.close();
    await Promise.all(parking);
  });

  it('are gone after close', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { server, client } = await served(fake);
    await client.telescope(0).slewing();
    await client.close();
    await until(() => server.sockets.size === 0);
    expect(client.openSockets).toBe(0);
  });
});

describe('the calls to one device', () => {
  it('are written in the order in which they were made', async () => {
    const order: string[] = [];
    const fake = new FakeAlpaca();
    for (const member of ['startx', 'starty', 'numx', 'numy', 'binx']) {
      fake.on(`PUT camera/0/${member}`, async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        order.push(member);
        return null;
      });
    }
    const { client } = await served(fake);
    const camera = client.camera(0);
    await Promise.all([
      camera.setStartX(1),
      camera.setStartY(2),
      camera.setNumX(3),
      camera.setNumY(4),
      camera.setBinX(1),
    ]);
    expect(order).toEqual(['startx', 'starty', 'numx', 'numy', 'binx']);
  });

  it('drop what waits to be written when an abort is called', async () => {
    let release = (): void => undefined;
    const fake = new FakeAlpaca()
      .on('PUT telescope/0/tracking', () => new Promise((resolve) => (release = () => resolve(null))))
      .on('PUT telescope/0/slewtocoordinatesasync', null)
      .on('PUT telescope/0/abortslew', null);
    const { client } = await served(fake);
    const telescope = client.telescope(0);
    const tracking = telescope.setTracking(true);
    const slew = failed(telescope.slewToCoordinatesAsync({ rightAscension: 1, declination: 1 }));
    await until(() => fake.requests.length === 1);
    await telescope.abortSlew();
    expect(await slew).toMatchObject({ name: 'DroppedError', retryable: true });
    expect((await slew).message).toContain('dropped while it waited: abortSlew goes first');
    release();
    await tracking;
    expect(fake.count('PUT slewtocoordinatesasync')).toBe(0);
  });

  it('reads can pass a write that the driver does synchronously', async () => {
    const fake = new FakeAlpaca().on('PUT telescope/0/park', () => SILENCE).on('GET telescope/0/slewing', true);
    const { client } = await served(fake);
    const park = failed(client.telescope(0).startPark());
    expect(await client.telescope(0).slewing()).toBe(true);
    await client.close();
    await park;
  });

  it('a call that is aborted while it waits is never sent', async () => {
    let release = (): void => undefined;
    const fake = new FakeAlpaca()
      .on('PUT focuser/0/tempcomp', () => new Promise((resolve) => (release = () => resolve(null))))
      .on('PUT focuser/0/move', null);
    const { client } = await served(fake);
    const first = client.focuser(0).setTempComp(true);
    await until(() => fake.requests.length === 1);
    const stop = new AbortController();
    const second = failed(client.focuser(0).startMove({ position: 5 }, { signal: stop.signal }));
    stop.abort(new Error('clouds'));
    expect((await second).message).toBe('clouds');
    release();
    await first;
    expect(fake.count('PUT move')).toBe(0);
  });
});

describe('a request on the wire', () => {
  it('carries head and body of a PUT in one piece', async () => {
    const pieces: string[] = [];
    const url = await raw((socket) => {
      socket.on('data', (piece) => {
        pieces.push(piece.toString());
        socket.write(
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"ErrorNumber":0}',
        );
      });
    });
    const client = new AlpacaClient({ url });
    garden.push(() => client.close());
    await client.focuser(0).startMove({ position: 5 });
    expect(pieces).toHaveLength(1);
    expect(pieces[0]).toMatch(/^PUT \/api\/v1\/focuser\/0\/move HTTP\/1.1\r\n[\s\S]*\r\n\r\nPosition=5&ClientID=\d+&/);
  });

  it('sends a user name and password unasked', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { client } = await served(fake, { auth: { username: 'ann', password: 'pässword' } });
    await client.telescope(0).slewing();
    const [, code = ''] = (fake.requests[0]?.headers.authorization ?? '').split(' ');
    expect(Buffer.from(code, 'base64').toString()).toBe('ann:pässword');
  });

  it('sends a user name and password that stand in the URL, and shows them to nobody', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { url } = await served(fake);
    const client = new AlpacaClient({ url: url.replace('//', '//ann:p%40ss@') });
    garden.push(() => client.close());
    await client.telescope(0).slewing();
    const [, code = ''] = (fake.requests[0]?.headers.authorization ?? '').split(' ');
    expect(Buffer.from(code, 'base64').toString()).toBe('ann:p@ss');
    expect((await failed(client.telescope(0).atPark())).message).not.toContain('ann');
    expect(client.url).toBe(url);
  });

  it('asks for an answer that is not compressed', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { client } = await served(fake);
    await client.telescope(0).slewing();
    expect(fake.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('is not sent when it is longer than it may be', async () => {
    const fake = new FakeAlpaca().on('PUT telescope/0/action', 'done');
    const { client } = await served(fake, { requestLimit: 1000 });
    const action = (parameters: string) => client.telescope(0).action({ action: 'upload', parameters });
    expect(await failed(action('x'.repeat(2000)))).toMatchObject({ name: 'ArgumentError', retryable: false });
    expect(fake.requests).toHaveLength(0);
    expect(await action('x'.repeat(500))).toBe('done');
  });

  it('goes to a server under a path, behind a proxy', async () => {
    const fake = new FakeAlpaca().on('GET /dome-pc/telescope/0/slewing', false);
    const { url } = await served(fake);
    const client = new AlpacaClient({ url: `${url}/dome-pc/` });
    garden.push(() => client.close());
    expect(await client.telescope(0).slewing()).toBe(false);
  });

  it('trusts a private certificate that it is given, and no other', async () => {
    const server = createTlsServer({ key: data('private-key.pem'), cert: data('certificate.pem') }, (_, response) => {
      response.end('{"Value":true,"ErrorNumber":0}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    garden.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const trusting = new AlpacaClient({ url, ca: data('certificate.pem') });
    const wary = new AlpacaClient({ url });
    garden.push(
      () => trusting.close(),
      () => wary.close(),
    );
    expect(await trusting.safetyMonitor(0).isSafe()).toBe(true);
    expect(await failed(wary.safetyMonitor(0).isSafe())).toMatchObject({
      name: 'TransportError',
      mayHaveArrived: false,
    });
  });
});

describe('a failure of the transport', () => {
  it('says whether the request may have arrived', async () => {
    const client = new AlpacaClient({ url: 'http://127.0.0.1:9' });
    garden.push(() => client.close());
    const error = await failed(client.telescope(0).startPark());
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ mayHaveArrived: false, code: 'ECONNREFUSED' });
    expect(error.message).toContain('found no server: connect ECONNREFUSED 127.0.0.1:9');
  });

  it('is told apart from an answer that is not HTTP', async () => {
    const url = await raw((socket) => {
      socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    });
    const client = new AlpacaClient({ url });
    garden.push(() => client.close());
    const error = await failed(client.telescope(0).slewing());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toContain('did not answer in HTTP');
  });

  it('ends an answer that is longer than it may be', async () => {
    const url = await raw((socket) => {
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const pump = (): void => {
          while (socket.writable && socket.write('x'.repeat(65_536)));
          socket.once('drain', pump);
        };
        pump();
      });
    });
    const client = new AlpacaClient({ url, answerLimit: 100_000 });
    garden.push(() => client.close());
    const error = await failed(client.telescope(0).name());
    expect(error.message).toContain('answered more than 100000 bytes');
  });

  it('in the middle of an image is a TransportError, after one more try', async () => {
    let times = 0;
    const url = await raw((socket) => {
      socket.on('data', () => {
        times++;
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/imagebytes\r\ncontent-length: 1000\r\n\r\n');
        socket.write(Buffer.alloc(20));
        setImmediate(() => socket.destroy());
      });
    });
    const client = new AlpacaClient({ url });
    garden.push(() => client.close());
    expect(await failed(client.camera(0).image())).toBeInstanceOf(TransportError);
    expect(times).toBe(2);
  });

  it('an image that stalls ends by its stall, not by its length', async () => {
    const url = await raw((socket) => {
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/imagebytes\r\ncontent-length: 1000\r\n\r\n');
        socket.write(Buffer.alloc(20));
      });
    });
    const client = new AlpacaClient({ url, deadlines: { imageStall: 50 } });
    garden.push(() => client.close());
    expect(await failed(client.camera(0).image())).toMatchObject({
      name: 'DeadlineError',
      ms: 50,
      member: 'imageArray',
    });
  });
});

describe("a server's URL", () => {
  const linkLocal = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ address, internal }) =>
      !internal && address.startsWith('fe80:') ? [`${address}%25${name}`] : [],
    ),
  )[0];

  it.skipIf(linkLocal === undefined)('reaches a server on a link-local address, by its zone', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const server = new FakeServer(fake);
    const { port } = new URL(await server.listen(0, '::'));
    garden.push(() => server[Symbol.asyncDispose]());
    const client = new AlpacaClient({ url: `http://[${linkLocal ?? ''}]:${port}` });
    garden.push(() => client.close());
    expect(await client.telescope(0).slewing()).toBe(false);
    expect(fake.requests[0]?.headers.host).toMatch(/^\[fe80:[0-9a-f:]+\]:\d+$/);
  });

  it.each(['telescope', 'ftp://x', ''])('%j is refused in words', (url) => {
    expect(() => new AlpacaClient({ url })).toThrow(/no URL of an Alpaca server; expected/);
  });

  it('may have the zone of a link-local address, which stays out of the Host header', async () => {
    const fake = new FakeAlpaca().on('GET telescope/0/slewing', false);
    const { url } = await served(fake);
    const client = new AlpacaClient({ url: 'http://[fe80::1%eth0]:11111' });
    garden.push(() => client.close());
    expect(client.url).toBe('http://[fe80::1%25eth0]:11111');
    expect(new AlpacaClient({ url: `${url}/` }).url).toBe(url);
  });
});
