import { type Clock, type Milliseconds, SystemClock } from '../clock.js';
import { AlpacaClient, type AlpacaClientOptions } from './client.js';
import { DiscoverySockets, discoveryWays } from './discovery-sockets.js';
import type { ConfiguredDevice, ServerDescription } from './management.js';
import { urlOf } from './server-url.js';
import { field, parseTolerantJson } from './tolerant-json.js';

export interface DiscoveryOptions {
  readonly clock?: Clock;
  /** How long to listen, in ms; default 2000. The question is asked again at half of it: datagrams get lost. */
  readonly duration?: Milliseconds;
  /** UDP port that servers listen on; default 32227. */
  readonly port?: number;
  readonly signal?: AbortSignal;
}

/**
 * Finds Alpaca servers on every network of this machine, by IPv4 and IPv6.
 * @returns their URLs, sorted; a server with several addresses comes with each of them
 */
export async function discoverUrls(options: DiscoveryOptions = {}): Promise<readonly string[]> {
  const { clock = new SystemClock(), duration = 2_000, port = 32_227, signal } = options;
  const found = new Set<string>();
  const sockets = new DiscoverySockets(port, (text, { address }) => {
    const alpacaPort = portIn(text);
    if (alpacaPort !== undefined) found.add(urlOf(address, alpacaPort));
  });
  try {
    await sockets.open(discoveryWays());
    for (let asked = 0; asked < 2; asked++) {
      sockets.ask();
      await clock.sleep(duration / 2, signal);
    }
  } finally {
    sockets.close();
  }
  return [...found].sort();
}

/** The port in an answer such as {"AlpacaPort":11111}; undefined for anything else that comes to the port. */
function portIn(text: string): number | undefined {
  let answer: unknown;
  try {
    answer = parseTolerantJson(text);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  const port = Number(field(answer, 'AlpacaPort'));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** A server that discovery found, with what it serves. */
export interface FoundServer {
  readonly url: string;
  /** Further addresses of the same server. */
  readonly alsoAt: readonly string[];
  readonly description: ServerDescription | undefined;
  readonly devices: readonly ConfiguredDevice[];
  /** Why it could not be asked, when it could not. */
  readonly error: Error | undefined;
}

export type FindOptions = DiscoveryOptions & Omit<AlpacaClientOptions, 'url' | 'clock'>;

/** Finds servers and asks each what it serves. A server met at several addresses is told once. */
export async function findServers(options: FindOptions = {}): Promise<readonly FoundServer[]> {
  const urls = await discoverUrls(options);
  return mergeServers(await Promise.all(urls.map((url) => askServer(url, options))));
}

/** What a server at a known address serves; an error is part of the answer. */
export async function askServer(url: string, options: FindOptions = {}): Promise<FoundServer> {
  const client = new AlpacaClient({ ...options, url });
  const call = options.signal ? { signal: options.signal } : {};
  try {
    const devices = await client.configuredDevices(call);
    // Devices are what counts; a server that cannot describe itself is still of use.
    const description = await client.description(call).catch(() => undefined);
    return { url, alsoAt: [], description, devices, error: undefined };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const reason = error instanceof Error ? error : new Error(String(error));
    return { url, alsoAt: [], description: undefined, devices: [], error: reason };
  } finally {
    await client.close();
  }
}

/** Servers with the same devices, by UniqueID, on the same port are one; its shortest IPv4 address stands for it. */
export function mergeServers(found: readonly FoundServer[]): readonly FoundServer[] {
  const merged = new Map<string, FoundServer>();
  for (const server of [...found].sort((a, b) => rank(a.url) - rank(b.url) || a.url.localeCompare(b.url))) {
    const key = identity(server);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, alsoAt: [...known.alsoAt, server.url] } : server);
  }
  return [...merged.values()];
}

function identity({ url, devices }: FoundServer): string {
  if (devices.length === 0 || devices.some(({ uniqueId }) => uniqueId === '')) return url;
  const ids = devices.map(({ type, number, uniqueId }) => `${type}/${String(number)}/${uniqueId}`).sort();
  return `${new URL(url.replace(/%25[^\]]*/, '')).port} ${ids.join(' ')}`;
}

/** The network's IPv4 address serves everybody; loopback only this machine; link-local only with its zone. */
function rank(url: string): number {
  if (url.includes('%25')) return 3;
  if (url.includes('//127.') || url.includes('[::1]')) return 2;
  return url.includes('[') ? 1 : 0;
}
