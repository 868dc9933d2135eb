import type { Print } from '../world/camera/print.js';

/** A request, however it came: by socket, or straight from the same process. */
export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** What follows `?`, or ''. */
  readonly query: string;
  readonly body: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  /** Text, or bytes in order. */
  readonly body: string | readonly Print[];
  /** Beside type and length. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connection breaks without an answer. */
export const BROKEN = 'broken';
export type Answer = Reply | typeof BROKEN;

export function text(status: number, body: string): Reply {
  return { status, type: 'text/plain; charset=utf-8', body };
}

export function json(body: string): Reply {
  return { status: 200, type: 'application/json; charset=utf-8', body };
}

export function html(body: string): Reply {
  return { status: 200, type: 'text/html; charset=utf-8', body };
}

export function bodyLength({ body }: Reply): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.reduce((sum, piece) => sum + piece.byteLength, 0);
}
