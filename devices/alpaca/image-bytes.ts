import type { ElementType, ImageReceiver, ImageShape } from '../roles/image.js';
import { alpacaError } from './alpaca-error.js';
import { type CallPlace, ProtocolError } from './device-error.js';
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
 * Reads ImageBytes (ASCOM Alpaca API, metadata version 1) as they come, and hands the pixels to a receiver.
 * @throws AlpacaError when the frame carries an error; ProtocolError when it is malformed or short; what the receiver throws
 */
export async function receiveImageBytes(
  pieces: AsyncIterable<Buffer>,
  { place, limit }: { readonly place: CallPlace; readonly limit: number },
  receiver: ImageReceiver,
): Promise<void> {
  const malformed: Malformed = (what) => new ProtocolError(place, `answered an image ${what}`, { status: 200 });
  let start = Buffer.alloc(0);
  let header: Header | undefined;
  let wanted = 0;
  let received = 0;
  const pass = async (chunk: Buffer): Promise<void> => {
    const pixels = chunk.length > wanted - received ? chunk.subarray(0, wanted - received) : chunk;
    received += pixels.length;
    if (pixels.length > 0) await receiver.bytes(pixels);
  };
  for await (const piece of pieces) {
    if (header?.shape) {
      await pass(piece);
      continue;
    }
    start = Buffer.concat([start, piece]);
    if (start.length < HEADER) continue;
    header ??= readHeader(start, malformed);
    if (!header.shape || start.length < header.dataStart) {
      if (start.length > LONGEST_START) break;
      continue;
    }
    const { shape, dataStart } = header;
    wanted = shape.width * shape.height * shape.planes * bytesPerElement(shape.elementType);
    if (wanted > limit) throw malformed(`of ${String(wanted)} bytes, more than the limit of ${String(limit)}`);
    receiver.begin(shape);
    await pass(start.subarray(dataStart));
  }
  if (!header) throw malformed(`of ${String(start.length)} bytes, less than its header has`);
  if (header.error !== 0) {
    throw alpacaError(place, header.error, start.toString('utf8', header.dataStart).replace(/\0+$/, ''));
  }
  if (wanted === 0) throw malformed(`whose data start at byte ${String(header.dataStart)}, which never came`);
  if (received < wanted) throw malformed(`that is short: ${String(received)} of ${String(wanted)} bytes`);
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
