import type { ImageReceiver, ImageShape } from '../roles/image.js';
import type { CallOptions } from '../roles/member.js';
import { withCallDeadline, withStallDeadline } from './deadlines.js';
import { DecodeError, decodeNumber } from './decode.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { parseEnvelope } from './envelope.js';
import { type OpenAnswer, readWhole } from './http.js';
import { IMAGE_BYTES, ImageBytesReader } from './image-bytes.js';
import { decodeImageJson } from './image-json.js';
import { IMAGE_LIMIT, type ServerLink } from './link.js';
import { littleEndian } from './pixels.js';
import { field } from './tolerant-json.js';

export interface ImageSource {
  readonly link: ServerLink;
  readonly place: CallPlace;
  /** /api/v1/camera/0/imagearray */
  readonly path: string;
}

export interface DownloadOptions extends CallOptions {
  readonly onProgress?: (fraction: number) => void;
}

/** Hands the last image to a receiver, in the best form that the server has: ImageBytes, base64handoff, JSON. */
export async function downloadImage(
  source: ImageSource,
  receiver: ImageReceiver,
  options: DownloadOptions = {},
): Promise<void> {
  const { place, link, path } = source;
  const limit = link.options.imageLimit ?? IMAGE_LIMIT;
  let begun = false;
  const watched: ImageReceiver = {
    begin: (shape) => {
      begun = true;
      receiver.begin(shape);
    },
    bytes: (chunk) => receiver.bytes(chunk),
    ...(receiver.space ? { space: receiver.space.bind(receiver) } : {}),
  };
  const read = async (answer: OpenAnswer): Promise<void> => {
    if (answer.contentType === IMAGE_BYTES && answer.status >= 200 && answer.status < 300) {
      const reader = new ImageBytesReader(place, limit, watched);
      await answer.read(reader);
      reader.end();
      return;
    }
    const envelope = parseEnvelope(place, await readWhole(answer));
    if (isHandedOff(envelope)) await receiveHandedOff(source, envelope, watched, options);
    else await receiveJson(envelope, place, watched);
  };
  // Once the receiver has been given something, it cannot be given it again.
  await fetchImage(source, path, options, read, () => !begun);
}

/** Whole, in the JSON form: what ImageArrayVariant is served in. */
export async function downloadJsonImage(
  source: ImageSource,
  receiver: ImageReceiver,
  options: DownloadOptions = {},
): Promise<void> {
  const envelope = await fetchImage(source, source.path, { ...options, accept: 'application/json' }, async (answer) =>
    parseEnvelope(source.place, await readWhole(answer)),
  );
  await receiveJson(envelope, source.place, receiver);
}

async function receiveJson(envelope: object, place: CallPlace, receiver: ImageReceiver): Promise<void> {
  const { shape, data } = tolerating(place, () => decodeImageJson(envelope, place));
  receiver.begin(shape);
  await receiver.bytes(littleEndian(data));
}

function isHandedOff(envelope: object): boolean {
  return field(envelope, 'Value') === undefined && field(envelope, 'Dimension0Length') !== undefined;
}

/** ASCOM Remote's base64handoff: the shape has come in JSON; the int32 pixels are fetched by a second call, in base64. */
async function receiveHandedOff(
  source: ImageSource,
  envelope: object,
  receiver: ImageReceiver,
  options: DownloadOptions,
): Promise<void> {
  const { place, path } = source;
  const extent = (axis: number): number => decodeNumber(field(envelope, `Dimension${String(axis)}Length`) ?? 0);
  const shape = tolerating<ImageShape>(place, () => ({
    width: extent(0),
    height: extent(1),
    planes: Math.max(1, extent(2)),
    elementType: 'int32',
    logicalType: 'int32',
  }));
  const answer = await fetchImage(source, `${path}base64`, options, readWhole);
  const bytes = Buffer.from(answer.body.toString('latin1'), 'base64');
  const wanted = shape.width * shape.height * shape.planes * 4;
  if (answer.status !== 200 || wanted === 0 || bytes.length < wanted) {
    throw new ProtocolError(place, `handed off ${String(bytes.length)} of ${String(wanted)} bytes of an image`, {
      status: answer.status,
    });
  }
  receiver.begin(shape);
  await receiver.bytes(bytes.subarray(0, wanted));
}

function tolerating<T>(place: CallPlace, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ProtocolError(place, `answered an image with ${error.message}`, { status: 200, cause: error });
  }
}

function fetchImage<T>(
  { link, place }: ImageSource,
  path: string,
  { signal, deadline, onProgress, accept }: DownloadOptions & { readonly accept?: string },
  read: (answer: OpenAnswer) => Promise<T>,
  mayRepeat?: () => boolean,
): Promise<T> {
  const call = { clock: link.clock, place };
  const download = (outer: AbortSignal | undefined): Promise<T> =>
    withStallDeadline({ ...call, signal: outer }, link.deadlines, (obeyed, alive) =>
      link.receive(
        {
          verb: 'GET',
          path,
          parameters: [],
          lane: 'image',
          signal: obeyed,
          accept: accept ?? `${IMAGE_BYTES}, application/json`,
          ...(accept === undefined ? { headers: { base64handoff: 'true' } } : {}),
          onBytes: (received, total) => {
            alive();
            if (total) onProgress?.(received / total);
          },
        },
        place,
        read,
        mayRepeat,
      ),
    );
  return deadline === undefined ? download(signal) : withCallDeadline({ ...call, signal }, deadline, download);
}
