/** The head of an answer as RFC 9112 (HTTP/1.1) has it, and a little more leniently: small servers write their own. */
export interface WireHead {
  readonly status: number;
  /** By name, in lower case; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly framing: Framing;
  /** Bytes of the head. */
  readonly size: number;
}

/** How the end of a body is told. */
export type Framing =
  | { readonly by: 'length'; readonly bytes: number }
  | { readonly by: 'chunks' }
  | { readonly by: 'close' };

/** What came is not HTTP/1; the message completes "the server did not answer in HTTP: ". */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
}

/** Bytes; no sensible head is longer. */
const LONGEST_HEAD = 65_536;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9]\d\d)(?: .*)?$/;
const FIELD = /^([!#$%&'*+\-.^_`|~\w]+)[ \t]*:[ \t]*(.*?)[ \t]*$/;

/**
 * Reads the head at the beginning of `bytes`, after any of the 1xx kind that only announce it.
 * @returns undefined while it is not whole
 * @throws HttpSyntaxError
 */
export function readHead(bytes: Buffer): WireHead | undefined {
  let from = 0;
  for (;;) {
    const end = endOfHead(bytes, from);
    if (end === undefined) {
      // A server of another protocol greets first, and then waits for us.
      const greeting = bytes.toString('latin1', from, from + 5);
      if (!'HTTP/'.startsWith(greeting)) throw new HttpSyntaxError(`it began with ${JSON.stringify(greeting)}`);
      if (bytes.length - from > LONGEST_HEAD) throw new HttpSyntaxError('its headers are too long');
      return undefined;
    }
    const head = parseHead(bytes.toString('latin1', from, end));
    if (head.status >= 200) return { ...head, size: end };
    from = end;
  }
}

/** Where the empty line ends. A line may end without its carriage return. */
function endOfHead(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(0x0a, from); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    const next = bytes[at + 1] === 0x0d ? at + 2 : at + 1;
    if (bytes[next] === 0x0a) return next + 1;
  }
  return undefined;
}

function parseHead(text: string): Omit<WireHead, 'size'> {
  // A line that begins with a blank continues the one before.
  const [first = '', ...lines] = text
    .trimEnd()
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const [, code] = STATUS_LINE.exec(first) ?? [];
  if (code === undefined) throw new HttpSyntaxError(`it began with ${JSON.stringify(first.slice(0, 80))}`);
  const status = Number(code);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new HttpSyntaxError(`one of its headers is ${JSON.stringify(line.slice(0, 80))}`);
    }
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : `${before}, ${value}`;
  }
  return { status, headers, framing: framingOf(status, headers) };
}

/** RFC 9112, section 6.3. */
function framingOf(status: number, headers: Readonly<Record<string, string>>): Framing {
  if (status < 200 || status === 204 || status === 304) return { by: 'length', bytes: 0 };
  const coding = headers['transfer-encoding']?.toLowerCase();
  if (coding === 'chunked') return { by: 'chunks' };
  if (coding !== undefined && coding !== 'identity') throw new HttpSyntaxError(`its transfer encoding is "${coding}"`);
  const lengths = new Set((headers['content-length'] ?? '').split(',').map((length) => length.trim()));
  const [length = ''] = lengths;
  if (lengths.size === 1 && length === '') return { by: 'close' };
  const bytes = /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (lengths.size > 1 || !Number.isSafeInteger(bytes)) {
    throw new HttpSyntaxError(`its length is "${headers['content-length'] ?? ''}"`);
  }
  return { by: 'length', bytes };
}
