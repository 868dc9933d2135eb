import type { CameraOptions } from '../options.js';
import type { Frame } from '../world/camera/camera.js';
import type { Reply } from './message.js';

const HEADER = 44;
/** Image element types of the Alpaca standard. */
const INT32 = 2;
const UINT16 = 8;

/** Bytes 0 to 43 of ImageBytes, version 1: little-endian, the extent along x before that along y. */
function header(error: number, transaction: number, server: number, element: number, frame?: Frame): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  const words = [1, error, transaction, server, HEADER];
  if (frame) words.push(INT32, element, 2, frame.recipe.width, frame.recipe.height, 0);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
}

/** The pixels as they are held, unsigned in 16 bits, or widened to what they logically are. */
export function imageBytes(
  frame: Frame,
  transmission: CameraOptions['transmission'],
  transaction: number,
  server: number,
): Reply {
  const narrow = transmission === 'uint16';
  const pixels = narrow ? frame.pixels : Int32Array.from(frame.pixels);
  const body = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return {
    status: 200,
    type: 'application/imagebytes',
    body: [header(0, transaction, server, narrow ? UINT16 : INT32, frame), body],
  };
}

export function imageBytesError(code: number, message: string, transaction: number, server: number): Reply {
  return {
    status: 200,
    type: 'application/imagebytes',
    body: [header(code, transaction, server, 0), Buffer.from(message)],
  };
}

/** The `Value` of the JSON form: one list for each column. */
export function imageJson({ pixels, recipe }: Frame): string {
  const columns: string[] = [];
  for (let x = 0; x < recipe.width; x++) {
    columns.push(`[${pixels.subarray(x * recipe.height, (x + 1) * recipe.height).join(',')}]`);
  }
  return `[${columns.join(',')}]`;
}

/** What announces an image that is fetched apart: ASCOM Remote's base64handoff. */
export function handoff({ recipe }: Frame, transaction: number, server: number): Reply {
  const value = {
    Type: INT32,
    Rank: 2,
    Dimension0Length: recipe.width,
    Dimension1Length: recipe.height,
    Dimension2Length: 0,
    ClientTransactionID: transaction,
    ServerTransactionID: server,
    ErrorNumber: 0,
    ErrorMessage: '',
  };
  return {
    status: 200,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(value),
    headers: { base64handoff: 'true' },
  };
}

/** The pixels that a handoff announced: 32-bit integers, little-endian, in base64. */
export function imageBase64({ pixels }: Frame): Reply {
  const bytes = Buffer.from(Int32Array.from(pixels).buffer);
  return { status: 200, type: 'text/plain; charset=utf-8', body: bytes.toString('base64') };
}
