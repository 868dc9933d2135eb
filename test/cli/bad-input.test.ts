import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { nightOf } from '../support/gallery.js';
import { inRepository, nocturne, quickObservatory, scratchFolder, start } from '../support/program.js';

const GOOD = `
sequence: Test
observatory: simulator
startup: [connect, open, unpark]
steps:
  - target:
      name: M31
      position: 00h42m44.3s +41d16m09s
      frames:
        - { filter: L, exposure: 5 s, count: 2 }
shutdown: [park, close, disconnect]
`;

async function runOf(text: string, ...given: string[]) {
  const folder = scratchFolder();
  const words = given.length > 0 ? given : ['--observatory', quickObservatory(folder)];
  const file = join(folder, 'night.yaml');
  writeFileSync(file, text);
  const nights = join(folder, 'nights');
  const result = await nocturne(['run', file, '--out', nights, ...words]);
  return { ...result, nights };
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe('a sequence that is wrong is refused with exit code 2, its place, and nothing moved', () => {
  test.each([
    ['a misspelt key', GOOD.replace('exposure:', 'exposur:'), /night\.yaml:10:.*error[\s\S]*exposur[\s\S]*`exposure`/],
    ['a wrong unit', GOOD.replace('5 s', '5 deg'), /night\.yaml:10:.*error[\s\S]*5 deg/],
    ['an unknown filter', GOOD.replace('filter: L', 'filter: Lum'), /night\.yaml:10:.*error[\s\S]*no filter "Lum"/],
    [
      'an unknown step',
      GOOD.replace('[connect, open', '[conect, open'),
      /night\.yaml:4:.*error[\s\S]*conect[\s\S]*connect/,
    ],
    [
      'a target that never rises',
      GOOD.replace('00h42m44.3s +41d16m09s', '00h42m44.3s -85d00m00s'),
      /night\.yaml:6:.*error[\s\S]*M31 cannot be imaged/,
    ],
  ])('%s', async (_, text, message) => {
    const { code, stderr, nights } = await runOf(text);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/1 error/);
    expect(code).toBe(EXIT.plan);
    expect(existsSync(nights)).toBe(false);
  });

  test('all errors at once', async () => {
    const { code, stderr } = await runOf(GOOD.replace('exposure:', 'exposur:').replace('connect,', 'conect,'));
    expect(code).toBe(EXIT.plan);
    expect(stderr).toMatch(/conect[\s\S]*exposur/);
  });

  test('a filter that only the wheel itself can tell to be missing', async () => {
    const simulator = start(['simulate', '--port', '0', '--no-discovery', '--start', '2026-11-21T22:30:00Z']);
    const [, url = ''] = await simulator.sees(/served at (\S+)/);
    const { code, stderr } = await runOf(GOOD.replace('filter: L', 'filter: Lum'), '--observatory', url);
    expect(stderr).toMatch(/no filter "Lum"/);
    expect(code).toBe(EXIT.plan);
    const state = (await (await fetch(`${url}/api/v1/telescope/0/atpark`)).json()) as { Value?: boolean };
    expect(state.Value).toBe(true);
    const roof = (await (await fetch(`${url}/api/v1/dome/0/shutterstatus`)).json()) as { Value?: number };
    expect(roof.Value).toBe(1);
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await nocturne(['run', 'nowhere.yaml']);
    expect(code).toBe(EXIT.plan);
    expect(stderr).toMatch(/nowhere\.yaml.*no such file/);
  });
});

describe('an observatory that cannot be used is refused with exit code 3, and nothing moved', () => {
  test('a server that is not there', async () => {
    const { code, stderr, nights } = await runOf(GOOD, '--observatory', 'http://127.0.0.1:9');
    expect(code).toBe(EXIT.observatory);
    expect(stderr).toMatch(/nothing has been moved[\s\S]*http:\/\/127\.0\.0\.1:9[\s\S]*nocturne simulate/);
    expect(existsSync(nights)).toBe(false);
  });

  test('a web server that is not Alpaca', async () => {
    const url = await listening(createServer((_, response) => response.end('<html>Hello</html>')));
    const { code, stderr } = await runOf(GOOD, '--observatory', url);
    expect(code).toBe(EXIT.observatory);
    expect(stderr).toMatch(/not .*(JSON|Alpaca)/i);
  });

  test('a port that answers garbage', async () => {
    const garbage = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('\u0000\u0001\u0002 SSH-2.0-nothing\r\n\r\n');
    });
    const { code, stderr } = await runOf(GOOD, '--observatory', await listening(garbage));
    expect(code).toBe(EXIT.observatory);
    expect(stderr).toMatch(/nothing has been moved/);
  });

  test('a file whose servers are not there shows all of them at once', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'two.observatory.yaml');
    writeFileSync(
      file,
      `
observatory: Two servers
site: { latitude: 28.76, longitude: -17.88, elevation: 2396 m, zone: UTC }
devices:
  telescope: { server: "http://127.0.0.1:9", device: 0 }
  camera: { server: "http://127.0.0.1:7", device: 0 }
  filter-wheel: { server: "http://127.0.0.1:7", device: 0 }
  dome: { server: "http://127.0.0.1:9", device: 0 }
`,
    );
    const { code, stderr } = await runOf(GOOD, '--observatory', file);
    expect(code).toBe(EXIT.observatory);
    expect(stderr).toMatch(/no device can be connected/);
    expect(stderr).toMatch(/127\.0\.0\.1:9\n\s+FAILED/);
    expect(stderr).toMatch(/127\.0\.0\.1:7\n\s+FAILED/);
  });

  test('an observatory file with a misspelt key', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'x.observatory.yaml');
    writeFileSync(
      file,
      'observatory: X\nsite: { latitud: 28, longitude: 1, elevation: 0 m, zone: UTC }\nserver: simulator\ndevices: { camera: 0 }\n',
    );
    const { code, stderr } = await runOf(GOOD, '--observatory', file);
    expect(code).toBe(EXIT.observatory);
    expect(stderr).toMatch(/x\.observatory\.yaml:2:.*error[\s\S]*latitud/);
  });
});

test.each([
  ['run', '--out', /cannot be written to: .*\n.*say with --out where nights are to be written/u],
  ['dry-run', '--out', /cannot be written to: .*\n.*say with --out where nights are to be written/u],
  ['dry-run', '--images', /cannot be written to: .*\n.*Say with --images where the frames are to be written/u],
])('%s %s: says before anything moves that a night cannot be written down', async (command, option, message) => {
  const folder = scratchFolder();
  const taken = join(folder, 'taken');
  writeFileSync(taken, '');
  const file = join(folder, 'night.yaml');
  writeFileSync(file, GOOD);
  const { code, stderr } = await nocturne([command, file, '--out', folder, option, join(taken, 'nights')]);
  expect(stderr).toMatch(message);
  expect(code).toBe(EXIT.plan);
});

test('every sequence that is delivered is in order', { timeout: 180_000 }, async () => {
  const files = readdirSync(inRepository('sequences')).filter(
    (name) => name.endsWith('.yaml') && !name.endsWith('.observatory.yaml'),
  );
  expect(files.length).toBeGreaterThan(1);
  for (const name of files) {
    const { code, stderr, stdout } = await nocturne([
      'check',
      inRepository(`sequences/${name}`),
      '--date',
      nightOf(name),
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/is in order/);
    expect(code).toBe(EXIT.ok);
  }
});
