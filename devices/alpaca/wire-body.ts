import { type Framing, HttpSyntaxError } from './answer-head.js';

/** Finds the body of an answer in what comes from the socket. */
export interface WireBody {
  /** The body's parts of a piece. */
  parts(piece: Uint8Array): Iterator<Uint8Array>;
  /** Whether the whole body has come. */
  readonly complete: boolean;
  /** Whether it is complete when the server closes the connection. */
  readonly endsWithConnection: boolean;
  /** Bytes that belong to nothing but the body, however they come; 0 where that cannot be told. */
  readonly sure: number;
}

export function bodyOf(framing: Framing): WireBody {
  switch (framing.by) {
    case 'length':
      return new MeasuredBody(framing.bytes);
    case 'chunks':
      return new ChunkedBody();
    case 'close':
      return new OpenEndedBody();
  }
}

class MeasuredBody implements WireBody {
  readonly endsWithConnection = false;

  constructor(public sure: number) {}

  get complete(): boolean {
    return this.sure === 0;
  }

  *parts(piece: Uint8Array): Iterator<Uint8Array> {
    const part = piece.subarray(0, this.sure);
    this.sure -= part.length;
    if (part.length > 0) yield part;
  }
}

class OpenEndedBody implements WireBody {
  readonly complete = false;
  readonly endsWithConnection = true;
  readonly sure = Number.MAX_SAFE_INTEGER;

  *parts(piece: Uint8Array): Iterator<Uint8Array> {
    if (piece.length > 0) yield piece;
  }
}

/** Bytes of the line before a chunk, or of one after the last. */
const LONGEST_LINE = 16_384;
const LF = 0x0a;

/** RFC 9112, section 7.1. Its lines may come cut anywhere, and end without a carriage return. */
class ChunkedBody implements WireBody {
  readonly endsWithConnection = false;
  readonly sure = 0;
  complete = false;
  /** What the next line is: the size of a chunk, what stands after a chunk, or a trailer after the last. */
  #next: 'size' | 'gap' | 'trailer' = 'size';
  #line = '';
  /** Bytes of the chunk that are still to come. */
  #left = 0;

  *parts(piece: Uint8Array): Iterator<Uint8Array> {
    for (let at = 0; at < piece.length && !this.complete; ) {
      if (this.#left > 0) {
        const part = piece.subarray(at, at + this.#left);
        this.#left -= part.length;
        at += part.length;
        yield part;
        continue;
      }
      const end = piece.indexOf(LF, at);
      const stop = end < 0 ? piece.length : end;
      this.#line += Buffer.from(piece.buffer, piece.byteOffset + at, stop - at).toString('latin1');
      if (this.#line.length > LONGEST_LINE) throw new HttpSyntaxError('a line between its chunks is too long');
      at = stop + 1;
      if (end >= 0) this.#read(this.#line.trimEnd());
    }
  }

  #read(line: string): void {
    this.#line = '';
    if (this.#next === 'trailer') {
      this.complete = line === '';
      return;
    }
    if (this.#next === 'gap') {
      if (line !== '') throw new HttpSyntaxError('a chunk of it is longer than was said');
      this.#next = 'size';
      return;
    }
    const [digits = ''] = line.split(';');
    const size = /^[\da-f]+$/i.test(digits.trim()) ? Number.parseInt(digits, 16) : Number.NaN;
    if (!Number.isSafeInteger(size))
      throw new HttpSyntaxError(`a chunk has the size ${JSON.stringify(line.slice(0, 40))}`);
    this.#left = size;
    this.#next = size === 0 ? 'trailer' : 'gap';
  }
}
