import type { ElementType, ImageShape, PixelArray } from '../roles/image.js';
import { decodeNumber } from './decode.js';
import { type CallPlace, ProtocolError } from './device-error.js';
import { field } from './tolerant-json.js';

/**
 * An image from the JSON form: Value[x][y] or Value[x][y][plane]. Pixels become int32, or float64 where the server says
 * so or where one of them is not whole.
 */
export function decodeImageJson(envelope: object, place: CallPlace): { shape: ImageShape; data: PixelArray } {
  const malformed = (what: string): ProtocolError =>
    new ProtocolError(place, `answered an image ${what}`, { status: 200 });
  const columns = field(envelope, 'Value');
  if (!Array.isArray(columns) || columns.length === 0) throw malformed('without pixels');
  const rows: unknown = columns[0];
  if (!Array.isArray(rows) || rows.length === 0) throw malformed('that is not a list of columns');
  const deep = Array.isArray(rows[0]);
  const [width, height, planes] = [columns.length, rows.length, deep ? (rows[0] as unknown[]).length : 1];
  const floating = Number(field(envelope, 'Type') ?? 2) === 3;
  const values = new Float64Array(width * height * planes);
  let at = 0;
  let whole = true;
  const put = (raw: unknown): void => {
    const value = typeof raw === 'number' ? raw : decodeNumber(raw);
    whole &&= (value | 0) === value;
    values[at++] = value;
  };
  for (const [x, column] of (columns as unknown[]).entries()) {
    if (!Array.isArray(column) || column.length !== height)
      throw malformed(`whose column ${String(x)} differs in height`);
    for (const pixel of column as unknown[]) {
      if (!deep) put(pixel);
      else if (Array.isArray(pixel) && pixel.length === planes) for (const sample of pixel) put(sample);
      else throw malformed(`whose column ${String(x)} differs in planes`);
    }
  }
  const type: ElementType = floating || !whole ? 'float64' : 'int32';
  const shape = { width, height, planes, elementType: type, logicalType: type };
  return { shape, data: type === 'int32' ? Int32Array.from(values) : values };
}
