import { endianness } from 'node:os';
import type { ElementType, Image } from '../roles/image.js';
import { alpacaError } from './alpaca-error.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { bytesPerElement, PixelImage, pixelView } from './pixels.js';

/** Media type of an image in binary (ASCOM Alpaca API, ImageBytes, metadata version 1). */
export const IMAGE_BYTES = 'application/imagebytes';

/** Bytes of the header, metadata version 1: eleven int32, little-endian. */
const HEADER = 44;

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

/**
 * Decodes an image from ImageBytes, without copying the pixels where the machine allows.
 * @throws AlpacaError when the frame carries an error; ProtocolError when it is malformed or short
 */
export function decodeImageBytes(bytes: Buffer, place: CallPlace): Image {
  const malformed = (what: string): ProtocolError =>
    new ProtocolError(place, `answered an image ${what}`, { status: 200 });
  if (bytes.length < HEADER) throw malformed(`of ${String(bytes.length)} bytes, less than its header has`);
  const word = (at: number): number => bytes.readInt32LE(at);
  const version = word(0);
  if (version !== 1) throw malformed(`in version ${String(version)} of ImageBytes; only 1 is known`);
  const dataStart = word(16);
  if (dataStart < HEADER || dataStart > bytes.length) throw malformed(`whose data start at byte ${String(dataStart)}`);
  const error = word(4);
  if (error !== 0) throw alpacaError(place, error, bytes.toString('utf8', dataStart).replace(/\0+$/, ''));

  const logicalType = ELEMENT_TYPES.get(word(20));
  // Some servers leave the transmitted type 0 when it is the logical one.
  const elementType = word(24) === 0 ? logicalType : ELEMENT_TYPES.get(word(24));
  if (!logicalType || !elementType) {
    throw malformed(`of element types ${String(word(20))} sent as ${String(word(24))}, which are not known`);
  }
  const rank = word(28);
  if (rank !== 2 && rank !== 3) throw malformed(`of rank ${String(rank)}; only 2 and 3 are known`);
  const [width, height, planes] = [word(32), word(36), rank === 3 ? word(40) : 1];
  if (width < 1 || height < 1 || planes < 1) {
    throw malformed(`of ${String(width)} x ${String(height)} x ${String(planes)} pixels`);
  }
  const count = width * height * planes;
  const wanted = count * bytesPerElement(elementType);
  const there = bytes.length - dataStart;
  if (there < wanted) throw malformed(`that is short: ${String(there)} of ${String(wanted)} bytes`);
  const pixels = bytes.subarray(0, dataStart + wanted);
  if (endianness() === 'BE') swap(pixels.subarray(dataStart), bytesPerElement(elementType));
  return new PixelImage(
    { width, height, planes, elementType, logicalType },
    pixelView(elementType, pixels, dataStart, count),
  );
}

function swap(bytes: Buffer, size: number): void {
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
}
