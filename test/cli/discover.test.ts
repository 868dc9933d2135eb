import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlpacaClient, type FoundServer } from '../../devices/index.js';
import { SystemClock } from '../../devices/clock.js';
import { createWorld, SimulatorServer } from '../../devices/simulator/index.js';
import { draftObservatory } from '../../engine/cli/discovery/observatory-draft.js';
import { watchDevice } from '../../engine/cli/discovery/watch-device.js';
import { EXIT } from '../../engine/errors.js';
import { parseObservatory } from '../../engine/plan/observatory-file.js';
import { call } from '../support/plain-terminal.js';

let server: SimulatorServer;
let url: string;
let udp: Socket;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nocturne-discover-'));
  server = new SimulatorServer(createWorld({ clock: new SystemClock(), seed: 1, connectTime: 0 }));
  const listening = await server.listen();
  ({ url } = listening);
  udp = createSocket('udp4');
  udp.on('message', (_, from) => udp.send(JSON.stringify({ AlpacaPort: listening.port }), from.port, from.address));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  udp.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const discover = (...words: string[]) =>
  call('discover', '--seconds', '0.2', '--udp-port', String(udp.address().port), ...words);

describe('nocturne discover', () => {
  it('lists servers with their devices', async () => {
    const { code, out } = await discover();
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(url);
    expect(out).toMatch(/telescope\/0 {2,}Simulated mount/);
    expect(out).toMatch(/safetymonitor\/0/);
  });

  it('prints the same as JSON', async () => {
    const [found] = JSON.parse((await discover('--json')).out) as [FoundServer];
    expect(found.url).toBe(url);
    expect(found.devices.map(({ type }) => type)).toContain('camera');
    expect(found.error).toBeNull();
  });

  it('asks a server that is named, and tells it once', async () => {
    const found = JSON.parse((await discover('--json', `${url}/`)).out) as FoundServer[];
    expect(found).toHaveLength(1);
  });

  it('drafts an observatory file that loads once the site is known, and leaves a file that exists alone', async () => {
    const file = join(folder, 'backyard.observatory.yaml');
    const { code, err } = await discover('--write', file);
    expect(code).toBe(EXIT.ok);
    expect(err).toContain('is written');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/ {2}filter-wheel: 0 # Simulated filter wheel/);
    // The simulated mount is not connected: it does not tell its site, and nobody guesses it.
    expect(text).toContain('latitude: ???');
    expect(parseObservatory(text, file).observatory).toBeUndefined();
    const filled = text
      .replace('latitude: ???', 'latitude: 48.1')
      .replace('longitude: ???', 'longitude: 11.6')
      .replaceAll('??? m', '500 m');
    expect(parseObservatory(filled, file).problems).toEqual([]);
    expect((await discover('--write', file)).code).toBe(EXIT.plan);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('ends otherwise when a server that is named does not answer, though another does', async () => {
    const { code, out } = await discover('http://127.0.0.1:9/');
    expect(out).toContain(url);
    expect(out).toContain('ECONNREFUSED');
    expect(code).toBe(EXIT.observatory);
  });

  it('says when nothing answers', async () => {
    const { code, err } = await call('discover', '--seconds', '0.05', '--udp-port', '9');
    expect(code).toBe(EXIT.observatory);
    expect(err).toContain('no Alpaca server has answered');
  });
});

describe('a drafted observatory', () => {
  const served = (at: string, ...devices: FoundServer['devices']): FoundServer => ({
    url: at,
    alsoAt: [],
    description: { serverName: 'x', manufacturer: '', manufacturerVersion: '', location: 'Garden: west' },
    devices,
    error: undefined,
  });

  it('takes the first of each type, leaves the others as comments, and names the servers', () => {
    const text = draftObservatory(
      [
        served('http://10.0.0.1:80', { type: 'camera', number: 0, name: 'Guide camera', uniqueId: 'a' }),
        served(
          'http://10.0.0.2:80',
          { type: 'telescope', number: 1, name: 'Mount', uniqueId: 'b' },
          { type: 'camera', number: 2, name: 'Main\ncamera', uniqueId: 'c' },
        ),
      ],
      {
        site: { latitude: 48.13743, longitude: 11.57549, elevation: 519 },
        zone: 'Europe/Berlin',
        focalLength: 0.4,
        aperture: 0.08,
        filters: [
          { name: 'L', offset: 0 },
          { name: 'H: alpha', offset: -20 },
        ],
      },
    );
    expect(text).toContain('telescope: 1 # Mount');
    expect(text).toContain('camera: 2 # Main camera');
    expect(text).toContain('# camera: { server: "http://10.0.0.1:80", device: 0 } # Guide camera');
    const { observatory, problems } = parseObservatory(text, 'x.yaml');
    expect(problems).toEqual([]);
    expect(observatory?.name).toBe('Garden: west');
    expect(observatory?.site.latitude).toBeCloseTo(48.13743, 5);
    expect(observatory?.filters?.[1]).toMatchObject({ name: 'H: alpha', offset: -20 });
  });
});

describe('nocturne inspect', () => {
  it('shows every property of a device with its unit', async () => {
    const { code, out } = await call('inspect', url, 'telescope/0', '--connect');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^telescope\/0 {2}Simulated mount/);
    expect(out).toMatch(/rightAscension +[\d.]+ h/);
    expect(out).toMatch(/sideOfPier +pier(East|West)/);
    expect(out).toMatch(/targetDeclination +\(0x402 ValueNotSet\)/);
    expect(out).toMatch(/utcDate +20\d\d-/);
  });

  it('disconnects what it has connected', async () => {
    const { out } = await call('inspect', url, 'telescope');
    expect(out).toMatch(/connected +no/);
    expect(out).toMatch(/slewing +\(0x407 NotConnected\)/);
  });

  it('prints every device as JSON, one a line', async () => {
    const lines = (await call('inspect', url, '--json')).out.split('\n');
    const devices = lines.map((line) => JSON.parse(line) as { device: string; values: { name: string } });
    expect(devices.map(({ device }) => device)).toContain('filterwheel/0');
    expect(devices.every(({ values }) => typeof values.name === 'string')).toBe(true);
  });

  it.each([
    [['inspect', 'here'], EXIT.plan, /no address of a server/],
    [['inspect', 'http://127.0.0.1:9'], EXIT.observatory, /found no server: connect ECONNREFUSED/],
  ])('%j is refused in words', async (words, code, message) => {
    const answer = await call(...words);
    expect(answer.code).toBe(code);
    expect(answer.err).toMatch(message);
  });

  it('keeps the properties of a device current on a terminal, what has changed in bold', async () => {
    const client = new AlpacaClient({ url });
    const focuser = client.focuser(0);
    await focuser.connect();
    const stop = new AbortController();
    const pages: string[] = [];
    const terminal = {
      interactive: true,
      color: true,
      columns: () => 80,
      print: () => undefined,
      complain: () => undefined,
      write: (text: string) => {
        pages.push(text);
        if (pages.length === 1) void focuser.startMove({ position: 20_000 });
        if (pages.length === 3) stop.abort(new Error('enough'));
      },
    };
    const watch = { title: 'focuser/0', every: 50, clock: client.clock, signal: stop.signal };
    await expect(watchDevice(focuser, watch, terminal)).rejects.toThrow('enough');
    await client.close();
    expect(pages[0]).toMatch(/maxStep +\d+ step/);
    expect(pages.slice(1).join('')).toMatch(/isMoving +\u001b\[1myes/);
  });

  it('names what is near, and what there is', async () => {
    expect((await call('inspect', url, 'telescop')).err).toMatch(/Did you mean telescope/);
    expect((await call('inspect', url, 'camera/7')).err).toMatch(/has no camera\/7[\s\S]*It has telescope\/0/);
  });
});
