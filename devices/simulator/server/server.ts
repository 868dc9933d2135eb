import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nextTurn } from '../../clock.js';
import type { World } from '../world.js';
import { WorkerDarkroom } from '../world/camera/darkroom.js';
import type { Print } from '../world/camera/print.js';
import { crossOrigin, isForeign, WHAT_MAY_BE_ASKED } from './cross-origin.js';
import { type DiscoveryResponder, respondToDiscovery } from './discovery.js';
import { Handler } from './handler.js';
import { type Answer, BROKEN, bodyLength, type Request, text } from './message.js';

export interface ServerOptions {
  /** Default 127.0.0.1: nobody else's network hears of it. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Whether to answer discovery on UDP 32227; default false. A taken port is no error. */
  readonly discovery?: boolean;
}

/** Longer bodies than this are no Alpaca. */
const LONGEST_BODY = 1_000_000;

/** The simulated observatory on a socket. */
export class SimulatorServer {
  readonly #server: Server;
  readonly #handler: Handler;
  readonly #darkroom = new WorkerDarkroom();
  #discovery: DiscoveryResponder | undefined;

  constructor(
    readonly world: World,
    readonly options: ServerOptions = {},
  ) {
    this.#handler = new Handler(world);
    // Here others wait for answers while a frame is rendered; in a rehearsal nobody does.
    world.camera.darkroom = this.#darkroom;
    this.#server = createServer((message, response) => {
      void this.#serve(message, response);
    });
    // Clients that keep a connection should not race against our closing it.
    this.#server.keepAliveTimeout = 60_000;
  }

  /** @throws Error when the port is taken */
  async listen(): Promise<{ readonly url: string; readonly port: number }> {
    const host = this.options.host ?? '127.0.0.1';
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.options.port ?? 0, host, resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    if (this.options.discovery) this.#discovery = await respondToDiscovery(port, host);
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`, port };
  }

  async close(): Promise<void> {
    await this.#discovery?.close();
    await this.#darkroom.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(message);
    if (answer === BROKEN || response.destroyed) {
      message.socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      ...crossOrigin(message.headers.origin),
      ...answer.headers,
      'content-type': answer.type,
      'content-length': bodyLength(answer),
    });
    if (typeof answer.body !== 'string') await sent(response, answer.body);
    response.end(typeof answer.body === 'string' ? answer.body : undefined);
  }

  async #answer(message: IncomingMessage): Promise<Answer> {
    try {
      const body = await bodyOf(message);
      if (body === undefined) return text(413, 'the body is too long');
      if (message.method === 'OPTIONS') return WHAT_MAY_BE_ASKED;
      const writes = message.method === 'PUT' || message.method === 'DELETE';
      if (writes && isForeign(message.headers.origin, message.headers.host))
        return text(403, 'pages of other machines may not write here');
      return await this.#handler.handle(requestOf(message, body));
    } catch (error) {
      if (message.destroyed) return BROKEN;
      return text(500, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Bytes at a time: a hundred megabytes in one go hold up everybody else for 30 ms (measured). */
const MOUTHFUL = 1 << 19;

/** Sends large bodies no faster than they are taken; comes back as well when whoever asked is gone. */
async function sent(response: ServerResponse, body: readonly Print[]): Promise<void> {
  for (const part of body) {
    for await (const piece of part instanceof Uint8Array ? [part] : part) {
      for (let at = 0; at < piece.length; at += MOUTHFUL) {
        if (response.destroyed) return;
        await taken(response, piece.subarray(at, at + MOUTHFUL));
        // Who takes everything at once must not keep the others waiting.
        await nextTurn();
      }
    }
  }
}

/** Comes back when the bytes are with the system, and their memory can be used for others. */
function taken(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('close', over);
      resolve();
    };
    response.on('close', over);
    response.write(bytes, over);
  });
}

function requestOf(message: IncomingMessage, body: string): Request {
  const asked = message.url ?? '/';
  // As to a proxy, the whole address: HTTP asks servers to take that, too.
  const url = asked.startsWith('/') ? asked : asked.replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const split = url.indexOf('?');
  return {
    // Of an answer to HEAD, nothing but its head is sent.
    method: message.method === 'HEAD' ? 'GET' : (message.method ?? 'GET'),
    path: split < 0 ? url : url.slice(0, split),
    query: split < 0 ? '' : url.slice(split + 1),
    body,
    header: (name) => {
      const value = message.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<string | undefined> {
  if (message.method === 'GET') return '';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
