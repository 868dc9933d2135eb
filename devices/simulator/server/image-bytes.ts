import type { Frame } from '../world/camera/camera.js';
import type { World } from '../world.js';
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
export async function imageBytes(world: World, frame: Frame, transaction: number, server: number): Promise<Reply> {
  const narrow = world.setup.camera.transmission === 'uint16';
  const { buffer, byteOffset, byteLength } = frame.pixels;
  const pixels = narrow ? new Uint8Array(buffer, byteOffset, byteLength) : await world.print('int32', frame);
  return {
    status: 200,
    type: 'application/imagebytes',
    body: [header(0, transaction, server, narrow ? UINT16 : INT32, frame), pixels],
  };
}

export function imageBytesError(code: number, message: string, transaction: number, server: number): Reply {
  return {
    status: 200,
    type: 'application/imagebytes',
    body: [header(code, transaction, server, 0), Buffer.from(message)],
  };
}

/** As JSON, in which most of the bytes are the `Value`: one list for each column. */
export async function imageJson(world: World, frame: Frame, transaction: number, server: number): Promise<Reply> {
  const rest = `,"ClientTransactionID":${String(transaction)},"ServerTransactionID":${String(server)},"ErrorNumber":0,"ErrorMessage":""}`;
  return {
    status: 200,
    type: 'application/json; charset=utf-8',
    body: [Buffer.from('{"Type":2,"Rank":2,"Value":'), await world.print('json', frame), Buffer.from(rest)],
  };
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
export async function imageBase64(world: World, frame: Frame): Promise<Reply> {
  return { status: 200, type: 'text/plain; charset=utf-8', body: [await world.print('base64', frame)] };
}
