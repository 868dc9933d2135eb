import { isForeign } from '../../devices/simulator/server/cross-origin.js';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedServer } from '../support/simulated-server.js';

let server: SimulatedServer;

beforeEach(async () => {
  server = await SimulatedServer.start();
});
afterEach(() => server.close());

/** Says something on a socket, and once more when asked to go on; @returns all that comes back until it is enough or the end. */
function said(lines: readonly string[], { more = '', answers = 1 }: { more?: string; answers?: number } = {}) {
  return new Promise<string>((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', reject);
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('close', () => resolve(heard));
    socket.on('data', (bytes) => {
      if (heard === '' && more !== '') socket.write(more);
      heard += bytes.toString('latin1');
      if (heard.split('"ErrorMessage":""}').length > answers) socket.end();
    });
    socket.write(lines.join('\r\n'));
  });
}

const NAME = '/api/v1/telescope/0/name';
const FORM = 'content-type: application/x-www-form-urlencoded';
const body = 'Connected=True&ClientID=7&ClientTransactionID=9';

describe('clients of every age', () => {
  it('speak HTTP 1.0, and have the connection closed, or kept when they ask', async () => {
    const plain = await said([`GET ${NAME} HTTP/1.0`, '', '']);
    expect(plain).toMatch(/200 OK[\s\S]*connection: close[\s\S]*"Value":"Simulated mount"/i);
    const kept = await said([`GET ${NAME} HTTP/1.0`, 'connection: keep-alive', '', '']);
    expect(kept).toMatch(/connection: keep-alive[\s\S]*content-length: \d+|content-length: \d+[\s\S]*keep-alive/i);
  });

  it('wait to be told to go on before they send a form', async () => {
    const head = ['PUT /api/v1/telescope/0/connected HTTP/1.1', 'host: x', FORM, 'expect: 100-continue'];
    const heard = await said([...head, `content-length: ${String(body.length)}`, '', ''], { more: body });
    expect(heard).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(heard).toContain('"ClientTransactionID":9');
  });

  it('send a form in pieces', async () => {
    const head = ['PUT /api/v1/telescope/0/connected HTTP/1.1', 'host: x', FORM, 'transfer-encoding: chunked', ''];
    const pieces = [body.slice(0, 12), body.slice(12)].flatMap((piece) => [piece.length.toString(16), piece]);
    expect(await said([...head, ...pieces, '0', '', ''])).toContain('"ClientTransactionID":9');
  });

  it('send two requests before they read the first answer', async () => {
    const ask = (id: number) => `GET ${NAME}?ClientTransactionID=${String(id)} HTTP/1.1\r\nhost: x\r\n\r\n`;
    const heard = await said([ask(1) + ask(2)], { answers: 2 });
    expect([...heard.matchAll(/"ClientTransactionID":(\d)/g)].map(([, id]) => id)).toEqual(['1', '2']);
  });

  it('name the server in the request line, as to a proxy', async () => {
    const heard = await said([`GET ${server.url}${NAME}?ClientTransactionID=3 HTTP/1.1`, 'host: x', '', '']);
    expect(heard).toContain('"Value":"Simulated mount","ClientTransactionID":3');
  });

  it('ask for the head of an answer only', async () => {
    for (const path of [NAME, '/setup']) {
      const response = await fetch(`${server.url}${path}`, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(Number(response.headers.get('content-length'))).toBeGreaterThan(50);
      expect(await response.text()).toBe('');
    }
  });
});

describe('what clients write differently', () => {
  it('is understood in every way that a form may be written', async () => {
    await server.connect('telescope');
    const dates = ['2026-11-21T22:00:00.500Z', '2026-11-21T22%3A00%3A00.500Z', '2026-11-21T22%3a00%3a00.500Z'];
    for (const date of dates) {
      const { json } = await server.raw('PUT', '/api/v1/telescope/0/utcdate', {
        body: `ClientID=1&UTCDate=${date}&ClientTransactionID=2&`,
      });
      expect(json).toMatchObject({ ErrorNumber: 0, ClientTransactionID: 2 });
    }
    const said = async (action: string) =>
      (await server.raw('PUT', '/api/v1/telescope/0/action', { body: `Action=${action}&Parameters=` })).json
        .ErrorMessage;
    expect(await said('go+to%20a%2Bb')).toBe('there is no action "go to a+b"');
    expect(await said('caf%C3%A9')).toBe('there is no action "caf\u00e9"');
  });

  it.each(['True', 'true', 'TRUE'])('is true when it says %s', async (on) => {
    expect((await server.put('telescope', 'Connected', { Connected: on })).ErrorNumber).toBe(0);
    expect(await server.value('telescope', 'Connected')).toBe(true);
  });

  it.each(['1E-05', '1e-05', '0.00001', '.00001', '+0.00001'])('is a number when it says %s', async (rate) => {
    await server.connect('telescope');
    expect((await server.put('telescope', 'DeclinationRate', { DeclinationRate: rate })).ErrorNumber).toBe(0);
    expect(await server.value('telescope', 'DeclinationRate')).toBe(0.00001);
  });

  it.each(['1,5', 'NaN', 'Infinity', '0x10', '1 '])('is no number when it says %j', async (rate) => {
    const form = new URLSearchParams({ DeclinationRate: rate }).toString();
    expect((await server.raw('PUT', '/api/v1/telescope/0/declinationrate', { body: form })).status).toBe(400);
  });

  it('counts in the body of a write, and not in its query', async () => {
    const only = await server.raw('PUT', '/api/v1/telescope/0/connected', { query: body });
    expect(only.status).toBe(400);
    const both = await server.raw('PUT', '/api/v1/telescope/0/connected', {
      query: 'ClientTransactionID=5&Connected=False',
      body: 'Connected=True&ClientTransactionID=6',
    });
    expect(both.json.ClientTransactionID).toBe(6);
    expect(await server.value('telescope', 'Connected')).toBe(true);
  });

  it('counts the first time when it comes twice', async () => {
    const query = 'ClientID=1&clientid=2&ClientTransactionID=3&CLIENTTRANSACTIONID=4';
    expect((await server.get('telescope', 'Name', query)).ClientTransactionID).toBe(3);
  });

  it.each([
    '/API/v1/telescope/0/name',
    '/api/v1/Telescope/0/name',
    '/api/v1/telescope/0/Name',
    `${NAME}/`,
    `/${NAME}`,
    '/api/v1/telescope/00/name',
  ])('is not at %s', async (path) => {
    const { status } = await server.raw('GET', path);
    expect([400, 404]).toContain(status);
  });

  it.each([
    ['application/imagebytes, application/json', 'application/imagebytes'],
    ['application/json;q=0.5, application/imagebytes;q=1', 'application/imagebytes'],
    ['Application/ImageBytes', 'application/imagebytes'],
    ['application/json', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
  ])('is an image sent as it is asked for: %s', async (accept, type) => {
    await server.connect('camera');
    for (const [member, size] of [
      ['NumX', 8],
      ['NumY', 6],
    ] as const) {
      await server.put('camera', member, { [member]: size });
    }
    await server.put('camera', 'StartExposure', { Duration: 1, Light: true });
    await server.wait(3);
    const response = await fetch(`${server.url}/api/v1/camera/0/imagearray`, { headers: { accept } });
    expect(response.headers.get('content-type')).toBe(type);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(44);
  });
});

describe('many clients at once', () => {
  it('have their own transactions back, and each one that nobody else has', async () => {
    const asked = Array.from({ length: 200 }, (_, i) => i + 1);
    const answers = await Promise.all(
      asked.map((id) =>
        server.get('telescope', 'Name', `ClientID=${String(id % 7)}&ClientTransactionID=${String(id)}`),
      ),
    );
    expect(answers.map((each) => each.ClientTransactionID)).toEqual(asked);
    expect(new Set(answers.map((each) => each.ServerTransactionID)).size).toBe(200);
  });
});

describe('a page in a browser', () => {
  const options = (origin: string) =>
    fetch(`${server.url}/api/v1/telescope/0/connected`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT' },
    });

  it.each(['http://localhost:5173', 'http://127.0.0.1:8080', 'https://localhost', 'http://[::1]:3000'])(
    'of this machine, %s, may read and write',
    async (origin) => {
      const asked = await options(origin);
      expect(asked.status).toBe(200);
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
      expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
      const read = await fetch(`${server.url}${NAME}`, { headers: { origin } });
      expect(read.headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  it.each(['https://example.com', 'http://localhost.example.com', 'http://127.0.0.1.example.com', 'null'])(
    'of anybody, %s, is given no leave',
    async (origin) => {
      for (const response of [await options(origin), await fetch(`${server.url}${NAME}`, { headers: { origin } })]) {
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
      const write = { method: 'PUT', headers: { origin }, body: 'Connected=true' };
      expect((await fetch(`${server.url}/api/v1/telescope/0/connected`, write)).status).toBe(403);
    },
  );

  it.each([
    ['http://192.168.1.20:32323', '192.168.1.20:32323', false],
    ['http://observatory:32323', 'observatory:32323', false],
    ['http://pi.local', 'pi.local', false],
    ['http://localhost:5173', '192.168.1.20:32323', false],
    [undefined, '192.168.1.20:32323', false],
    // A name of anybody's that was made to stand for this machine.
    ['http://evil.example:32323', 'evil.example:32323', true],
    ['http://192.168.1.99', '192.168.1.20:32323', true],
    ['null', '192.168.1.20:32323', true],
  ])('of %s at %s is foreign: %s', (origin, host, foreign) => {
    expect(isForeign(origin, host)).toBe(foreign);
  });
});
