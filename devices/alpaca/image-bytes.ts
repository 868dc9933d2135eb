import type { ElementType, ImageReceiver, ImageShape } from '../roles/image.js';
import { alpacaError } from './alpaca-error.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import type { BodyReader } from './http.js';
import { bytesPerElement } from './pixels.js';

/** Media type of an image in binary. */
export const IMAGE_BYTES = 'application/imagebytes';

/** Bytes of the header, metadata version 1: eleven int32, little-endian. */
const HEADER = 44;
/** No header or error message is longer. */
const LONGEST_START = 65_536;

const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [1, 'int16'],
  [2, 'int32'],
  [3, 'float64'],
  [4, 'float32'],
  [5, 'uint64'],
  [6, 'uint8'],
  [7, 'int64'],
  [8, 'uint16'],
  [9, 'uint32'],
]);

interface Header {
  readonly error: number;
  readonly dataStart: number;
  /** Undefined when the frame carries an error: then the header need not describe an image. */
  readonly shape: ImageShape | undefined;
}

type Malformed = (what: string) => ProtocolError;

/**
 * Reads ImageBytes (ASCOM Alpaca API, metadata version 1) as they come, and hands the pixels to a receiver. `bytes` and
 * `end` throw AlpacaError when the frame carries an error, ProtocolError when it is malformed or short, and what the
 * receiver throws.
 */
export class ImageBytesReader implements BodyReader {
  #start = Buffer.alloc(0);
  #header: Header | undefined;
  /** Bytes of pixels. */
  #wanted = 0;
  #received = 0;

  constructor(
    private readonly place: CallPlace,
    /** Bytes. */
    private readonly limit: number,
    private readonly receiver: ImageReceiver,
  ) {}

  /** The receiver's own memory while pixels are missing. */
  space(): Uint8Array | undefined {
    const missing = this.#wanted - this.#received;
    return missing > 0 ? this.receiver.space?.().subarray(0, missing) : undefined;
  }

  bytes(piece: Uint8Array): void | Promise<void> {
    if (this.#wanted > 0) return this.#pass(piece);
    if (this.#start.length > LONGEST_START) return;
    this.#start = Buffer.concat([this.#start, piece]);
    if (this.#start.length < HEADER) return;
    this.#header ??= readHeader(this.#start, this.#malformed);
    const { shape, dataStart } = this.#header;
    if (!shape || this.#start.length < dataStart) return;
    const wanted = shape.width * shape.height * shape.planes * bytesPerElement(shape.elementType);
    if (wanted > this.limit) {
      throw this.#malformed(`of ${String(wanted)} bytes, more than the limit of ${String(this.limit)}`);
    }
    this.receiver.begin(shape);
    this.#wanted = wanted;
    return this.#pass(this.#start.subarray(dataStart));
  }

  /** To be called when the body is at its end. */
  end(): void {
    if (!this.#header) {
      throw this.#malformed(`of ${String(this.#start.length)} bytes, less than its header has`);
    }
    const { error, dataStart } = this.#header;
    if (error !== 0) {
      throw alpacaError(this.place, error, this.#start.toString('utf8', dataStart).replace(/\0+$/, ''));
    }
    if (this.#wanted === 0) throw this.#malformed(`whose data start at byte ${String(dataStart)}, which never came`);
    if (this.#received < this.#wanted) {
      throw this.#malformed(`that is short: ${String(this.#received)} of ${String(this.#wanted)} bytes`);
    }
  }

  #pass(piece: Uint8Array): void | Promise<void> {
    const missing = this.#wanted - this.#received;
    const pixels = piece.length > missing ? piece.subarray(0, missing) : piece;
    this.#received += pixels.length;
    if (pixels.length > 0) return this.receiver.bytes(pixels);
  }

  readonly #malformed = (what: string): ProtocolError =>
    new ProtocolError(this.place, `answered an image ${what}`, { status: 200 });
}

function readHeader(bytes: Buffer, malformed: Malformed): Header {
  const word = (at: number): number => bytes.readInt32LE(at);
  const version = word(0);
  if (version !== 1) throw malformed(`in version ${String(version)} of ImageBytes; only 1 is known`);
  const given = word(16);
  const error = word(4);
  // Whoever only says what went wrong may leave the rest of the header empty.
  const dataStart = error !== 0 && given === 0 ? HEADER : given;
  if (dataStart < HEADER || dataStart > LONGEST_START) throw malformed(`whose data start at byte ${String(dataStart)}`);
  if (error !== 0) return { error, dataStart, shape: undefined };

  const logicalType = ELEMENT_TYPES.get(word(20));
  // Some servers leave the transmitted type 0 when it is the logical one.
  const elementType = word(24) === 0 ? logicalType : ELEMENT_TYPES.get(word(24));
  if (!logicalType || !elementType) {
    throw malformed(`of element type ${String(word(20))}, sent as ${String(word(24))}: not known`);
  }
  const rank = word(28);
  if (rank !== 2 && rank !== 3) throw malformed(`of rank ${String(rank)}; only 2 and 3 are known`);
  const [width, height, planes] = [word(32), word(36), rank === 3 ? word(40) : 1];
  if (width < 1 || height < 1 || planes < 1) {
    throw malformed(`of ${String(width)} x ${String(height)} x ${String(planes)} pixels`);
  }
  return { error, dataStart, shape: { width, height, planes, elementType, logicalType } };
}
