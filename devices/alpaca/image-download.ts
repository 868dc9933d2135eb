import type { Image } from '../roles/image.js';
import type { CallOptions } from '../roles/member.js';
import { DecodeError, decodeNumber } from './decode.js';
import { withCallDeadline, withStallDeadline } from './deadlines.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { parseEnvelope } from './envelope.js';
import type { HttpAnswer } from './http.js';
import { decodeImageBytes, IMAGE_BYTES } from './image-bytes.js';
import { decodeImageJson } from './image-json.js';
import type { ServerLink } from './link.js';
import { PixelImage, pixelView } from './pixels.js';
import { field } from './tolerant-json.js';

export interface ImageSource {
  readonly link: ServerLink;
  readonly place: CallPlace;
  /** /api/v1/camera/0 */
  readonly path: string;
}

export interface DownloadOptions extends CallOptions {
  readonly onProgress?: (fraction: number) => void;
  /** Asks for the JSON form only. */
  readonly json?: boolean;
}

/** Downloads the last image in the best form that the server has: ImageBytes, base64handoff, JSON. */
export async function downloadImage(
  source: ImageSource,
  member: string,
  options: DownloadOptions = {},
): Promise<Image> {
  const { place } = source;
  const answer = await fetchImage(source, member, options);
  if (answer.contentType === IMAGE_BYTES && answer.status >= 200 && answer.status < 300) {
    return decodeImageBytes(answer.body, place);
  }
  const envelope = parseEnvelope(place, answer);
  try {
    return field(envelope, 'Value') === undefined && field(envelope, 'Dimension0Length') !== undefined
      ? await handedOff(source, envelope, options)
      : decodeImageJson(envelope, place);
  } catch (error) {
    if (error instanceof DecodeError)
      throw new ProtocolError(place, `answered an image with ${error.message}`, { cause: error });
    throw error;
  }
}

/** ASCOM Remote's base64handoff: the shape came in JSON, the int32 pixels are fetched by a second call, in base64. */
async function handedOff(source: ImageSource, shape: object, options: DownloadOptions): Promise<Image> {
  const extent = (axis: number): number => decodeNumber(field(shape, `Dimension${String(axis)}Length`) ?? 0);
  const [width, height, planes] = [extent(0), extent(1), Math.max(1, extent(2))];
  const answer = await fetchImage(source, 'imagearraybase64', options);
  const bytes = Buffer.from(answer.body.toString('latin1'), 'base64');
  const count = width * height * planes;
  if (answer.status !== 200 || bytes.length < count * 4) {
    throw new ProtocolError(
      source.place,
      `handed off ${String(bytes.length)} of ${String(count * 4)} bytes of an image`,
      {
        status: answer.status,
      },
    );
  }
  return new PixelImage(
    { width, height, planes, elementType: 'int32', logicalType: 'int32' },
    pixelView('int32', bytes, 0, count),
  );
}

function fetchImage(
  { link, place, path }: ImageSource,
  member: string,
  { signal, deadline, onProgress, json }: DownloadOptions,
): Promise<HttpAnswer> {
  const call = { clock: link.clock, place, signal };
  const download = (inner: AbortSignal): Promise<HttpAnswer> =>
    withStallDeadline({ ...call, signal: inner }, link.deadlines, (obeyed, alive) =>
      link.send(
        {
          verb: 'GET',
          path: `${path}/${member}`,
          parameters: [],
          lane: 'image',
          signal: obeyed,
          accept: json ? 'application/json' : `${IMAGE_BYTES}, application/json`,
          ...(json ? {} : { headers: { base64handoff: 'true' } }),
          onBytes: (received, total) => {
            alive();
            if (total) onProgress?.(received / total);
          },
        },
        place,
      ),
    );
  return deadline === undefined
    ? download(signal ?? new AbortController().signal)
    : withCallDeadline(call, deadline, download);
}
