import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { askServer, discoverUrls, type FoundServer, findServers, mergeServers } from '../../devices/index.js';
import { discoveryWays } from '../../devices/alpaca/discovery-sockets.js';
import { parseServerUrl, urlOf } from '../../devices/alpaca/server-url.js';
import { FakeAlpaca, FakeServer, reply } from './fake-alpaca.js';

const garden: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of garden.splice(0).reverse()) await close();
});

/** Answers discovery as a server would; gives the UDP port and the questions that came. */
async function responder(family: 'udp4' | 'udp6', address: string, answers: readonly string[], group?: string) {
  const socket = createSocket({ type: family, ...(family === 'udp6' ? { ipv6Only: true } : {}) });
  const questions: string[] = [];
  socket.on('message', (message, from) => {
    questions.push(message.toString());
    for (const answer of answers) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  if (group) socket.addMembership(group.split('%')[0] ?? '', `::%${group.split('%')[1] ?? ''}`);
  garden.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  return { port: socket.address().port, questions };
}

describe('discovery', () => {
  it('asks in ASCII and takes the port from the answer, the address from where it came', async () => {
    const { port, questions } = await responder('udp4', '127.0.0.1', [
      '{"AlpacaPort":11111}',
      '{"alpacaport": "4567"}',
    ]);
    expect(await discoverUrls({ port, duration: 600 })).toEqual(['http://127.0.0.1:11111', 'http://127.0.0.1:4567']);
    expect(questions).toEqual(['alpacadiscovery1', 'alpacadiscovery1']);
  });

  it('asks by IPv6 too', async () => {
    const { port } = await responder('udp6', '::1', ['{"AlpacaPort":11111}']);
    expect(await discoverUrls({ port, duration: 600 })).toEqual(['http://[::1]:11111']);
  });

  it('does not take nonsense for a server', async () => {
    const { port } = await responder('udp4', '127.0.0.1', [
      'hello',
      '{"AlpacaPort":0}',
      '[]',
      '{"AlpacaPort":99999}',
      '',
    ]);
    expect(await discoverUrls({ port, duration: 100 })).toEqual([]);
  });

  it('ends with its signal', async () => {
    await expect(discoverUrls({ port: 9, duration: 60_000, signal: AbortSignal.timeout(20) })).rejects.toThrow();
  });

  it('sends a directed broadcast on each IPv4 network and a multicast on each IPv6 interface', () => {
    const ways = discoveryWays({
      lo: [{ address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '', internal: true, cidr: null }],
      eth0: [
        { address: '192.168.7.20', netmask: '255.255.252.0', family: 'IPv4', mac: '', internal: false, cidr: null },
        { address: 'fd00::2', netmask: '', family: 'IPv6', mac: '', internal: false, cidr: null, scopeid: 0 },
        { address: 'fe80::1', netmask: '', family: 'IPv6', mac: '', internal: false, cidr: null, scopeid: 2 },
      ],
    });
    expect(ways.map(({ to, from, broadcast }) => ({ to, from, broadcast }))).toEqual([
      { to: '127.0.0.1', from: '0.0.0.0', broadcast: false },
      { to: '127.255.255.255', from: '127.0.0.1', broadcast: true },
      { to: '::1', from: '::', broadcast: false },
      { to: '192.168.7.255', from: '192.168.7.20', broadcast: true },
      { to: 'ff12::a1:9aca%eth0', from: '::', broadcast: false },
    ]);
  });

  const linkLocal = Object.entries(networkInterfaces()).find(([, addresses]) =>
    addresses?.some(({ address, internal }) => !internal && address.startsWith('fe80:')),
  );
  it.skipIf(!linkLocal)('reaches a server on a link-local network by multicast, with its zone', async () => {
    const [name = ''] = linkLocal ?? [];
    const { port } = await responder('udp6', '::', ['{"AlpacaPort":11111}'], `ff12::a1:9aca%${name}`);
    const urls = await discoverUrls({ port, duration: 600 });
    const zoned = urls.find((url) => url.includes('%25'));
    expect(zoned).toMatch(new RegExp(`^http://\\[fe80:.*%25${name}\\]:11111$`));
    expect(parseServerUrl(zoned ?? '').connectTo).toMatch(new RegExp(`^fe80:.*%${name}$`));
    expect(new URL(parseServerUrl(zoned ?? '').origin).host).not.toContain('%');
  });
});

describe('a found server', () => {
  const server = (url: string, ids: readonly string[]): FoundServer => ({
    url,
    alsoAt: [],
    description: undefined,
    error: undefined,
    devices: ids.map((uniqueId, number) => ({ name: uniqueId, type: 'camera', number, uniqueId })),
  });

  it('is told once, whatever addresses it has', () => {
    const merged = mergeServers([
      server(urlOf('fe80::1%eth0', 11111), ['a', 'b']),
      server('http://127.0.0.1:11111', ['b', 'a'].reverse()),
      server('http://192.168.1.5:11111', ['a', 'b']),
      server('http://192.168.1.5:11112', ['c']),
      server('http://192.168.1.6:80', []),
      server('http://192.168.1.7:80', []),
    ]);
    expect(merged.map(({ url, alsoAt }) => [url, alsoAt])).toEqual([
      ['http://192.168.1.5:11111', ['http://127.0.0.1:11111', 'http://[fe80::1%25eth0]:11111']],
      ['http://192.168.1.5:11112', []],
      ['http://192.168.1.6:80', []],
      ['http://192.168.1.7:80', []],
    ]);
  });

  it('is told with what it serves', async () => {
    const fake = new FakeAlpaca()
      .on('GET /management/v1/description', {
        ServerName: 'Shed',
        Manufacturer: 'Me',
        ManufacturerVersion: '1',
        Location: 'Garden',
      })
      .on('GET /management/v1/configureddevices', [
        { DeviceName: 'Cam', DeviceType: 'Camera', DeviceNumber: 0, UniqueID: 'x' },
        { DeviceName: 'Odd', DeviceType: 'Video', DeviceNumber: 0, UniqueID: 'y' },
      ]);
    const http = new FakeServer(fake);
    const url = await http.listen();
    garden.push(() => http[Symbol.asyncDispose]());
    const { port } = await responder('udp4', '127.0.0.1', [`{"AlpacaPort":${new URL(url).port}}`]);
    expect(await findServers({ port, duration: 600 })).toEqual([
      {
        url,
        alsoAt: [],
        description: { serverName: 'Shed', manufacturer: 'Me', manufacturerVersion: '1', location: 'Garden' },
        devices: [{ name: 'Cam', type: 'camera', number: 0, uniqueId: 'x' }],
        error: undefined,
      },
    ]);
  });

  it('that cannot be asked is told with the reason', async () => {
    const http = new FakeServer(new FakeAlpaca().on('GET /management/v1/configureddevices', reply('go away', 503)));
    const url = await http.listen();
    garden.push(() => http[Symbol.asyncDispose]());
    const found = await askServer(url);
    expect(found.devices).toEqual([]);
    expect(found.error?.message).toContain('answered HTTP 503: go away');
  });
});
