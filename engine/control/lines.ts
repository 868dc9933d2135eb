import { StringDecoder } from 'node:string_decoder';
import { LONGEST_LINE } from './protocol.js';

/** Cuts a stream of bytes into lines. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** @returns the lines that are whole now; undefined when one is too long to be true */
  add(bytes: Buffer): readonly string[] | undefined {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE || lines.some((line) => line.length > LONGEST_LINE)) return undefined;
    return lines.filter((line) => line.trim() !== '');
  }
}
