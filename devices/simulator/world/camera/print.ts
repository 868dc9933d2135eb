import { type FormName, FORMS } from './forms.js';
import type { Negative } from './negative.js';
import { framePng } from './print-png.js';

/** The forms in which a frame is sent or shown; each follows from its pixels alone. */
export type PrintKind = FormName | 'png';

/** Bytes that are made while they are sent. Each piece is good only until the next is asked for. */
export interface Flow extends AsyncIterable<Uint8Array> {
  /** Of all pieces. */
  readonly byteLength: number;
}

/** A frame in one of its forms: whole, or as it flows. */
export type Print = Uint8Array | Flow;

/** The whole of a frame in one of its forms, made on the spot. Large ones flow from a worker: see darkroom.ts. */
export function print(kind: PrintKind, negative: Negative): Uint8Array {
  if (kind === 'png') return framePng(negative);
  const form = FORMS[kind];
  const bytes = new Uint8Array(form.length(negative));
  form.write(negative, 0, form.units(negative), bytes);
  return bytes;
}

/** All of a print in one piece. */
export async function wholeOf(print: Print): Promise<Uint8Array> {
  if (print instanceof Uint8Array) return print;
  const bytes = new Uint8Array(print.byteLength);
  let at = 0;
  for await (const piece of print) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
