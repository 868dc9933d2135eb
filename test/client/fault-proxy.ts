import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { request as send } from 'undici';

/** What the proxy does to an answer on its way. */
export const FAULTS = [
  'none',
  'hang',
  'reset',
  'slow bytes',
  'truncated body',
  'wrong status',
  'not HTTP',
  'not JSON',
  'wrong ids',
  'delayed',
] as const;
export type Fault = (typeof FAULTS)[number];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Stands between a client and a server, and spoils every answer in the way that is set. */
export class FaultProxy implements AsyncDisposable {
  fault: Fault = 'none';
  /** Requests that came, by "VERB path". */
  readonly requests = new Map<string, number>();
  readonly sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(readonly target: string) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => {
        request.socket.destroy();
      });
    });
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    const { method = 'GET', url = '/' } = request;
    const key = `${method} ${url.split('?')[0] ?? ''}`;
    this.requests.set(key, (this.requests.get(key) ?? 0) + 1);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (fault === 'hang') return;
    if (fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault === 'not HTTP') {
      request.socket.end('\x00\xff\x13garbage\r\n\r\n', 'latin1');
      return;
    }
    if (fault === 'wrong status') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>');
      return;
    }
    if (fault === 'not JSON') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('Value = 42');
      return;
    }
    const answer = await send(`${this.target}${url}`, {
      method: method as 'GET',
      headers: {
        accept: request.headers.accept ?? '*/*',
        'content-type': request.headers['content-type'] ?? 'text/plain',
      },
      body: method === 'PUT' ? Buffer.concat(parts) : null,
    });
    const headers = { 'content-type': String(answer.headers['content-type']) };
    const body = Buffer.from(await answer.body.arrayBuffer());
    await this.#answer(response, fault, answer.statusCode, headers, body);
  }

  async #answer(response: ServerResponse, fault: Fault, status: number, headers: object, body: Buffer): Promise<void> {
    if (fault === 'wrong ids' && !body.subarray(0, 1).equals(Buffer.from([1]))) {
      body = Buffer.from(body.toString().replace(/"ClientTransactionID":\d+/, '"ClientTransactionID":4294967295'));
    }
    response.writeHead(status, { ...headers, 'content-length': body.length });
    if (fault === 'delayed') await pause(20);
    if (fault === 'truncated body') {
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
      return;
    }
    if (fault !== 'slow bytes') {
      response.end(body);
      return;
    }
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await pause(25);
    }
    response.end();
  }
}
