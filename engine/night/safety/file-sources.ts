import { open, stat } from 'node:fs/promises';
import type { Clock } from '../../../devices/clock.js';
import type { Observation, SafetySource } from './source.js';

/** Bytes of a safety file that are looked at. */
const MOST = 256;

/**
 * When a file was last seen to change, by our own clock: the times that file systems tell may be another machine's.
 */
class Freshness {
  #stamp: string | undefined;
  #changed: number | undefined;

  /** @returns ms since a change was seen, and whether one was ever seen while we looked */
  look(stamp: string, now: number): { readonly age: number; readonly beaten: boolean } {
    if (this.#stamp === undefined) {
      this.#stamp = stamp;
      this.#first = now;
    } else if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#changed = now;
    }
    return { age: now - (this.#changed ?? this.#first), beaten: this.#changed !== undefined };
  }
  #first = 0;
}

/** A file that a weather script writes: its first word is `safe` or `unsafe`. */
export class FileSource implements SafetySource {
  readonly name: string;
  readonly #freshness = new Freshness();

  constructor(
    private readonly path: string,
    /** ms for which what it says counts, if it is not written again */
    private readonly maxAge: number | undefined,
    private readonly clock: Clock,
  ) {
    this.name = `the file ${path}`;
  }

  async look(): Promise<Observation> {
    const { text, stamp } = await this.clock.track(readStart(this.path));
    const { age } = this.#freshness.look(stamp, this.clock.now());
    const word = /^\s*(\w+)/u.exec(text)?.[1]?.toLowerCase();
    if (word === 'unsafe') return { safe: false, reason: `${this.name} says unsafe` };
    if (word !== 'safe') throw new Error(`it says ${JSON.stringify(word ?? '')}, neither safe nor unsafe`);
    if (this.maxAge !== undefined && age > this.maxAge) {
      throw new Error(`it has not been written for ${String(Math.round(age / 1000))} s`);
    }
    return { safe: true, reason: `${this.name} says safe` };
  }
}

/** A file that something touches again and again for as long as all is well. */
export class HeartbeatSource implements SafetySource {
  readonly name: string;
  readonly #freshness = new Freshness();

  constructor(
    private readonly path: string,
    /** ms */
    private readonly maxAge: number,
    private readonly clock: Clock,
  ) {
    this.name = `the heartbeat ${path}`;
  }

  async look(): Promise<Observation> {
    const { mtimeMs, size } = await this.clock.track(stat(this.path));
    const { age, beaten } = this.#freshness.look(`${String(mtimeMs)}/${String(size)}`, this.clock.now());
    if (!beaten) throw new Error('it has not been seen to beat yet');
    if (age > this.maxAge) return { safe: false, reason: `${this.name} has stopped` };
    return { safe: true, reason: `${this.name} beats` };
  }
}

async function readStart(path: string): Promise<{ readonly text: string; readonly stamp: string }> {
  const file = await open(path, 'r');
  try {
    const { mtimeMs, size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST), 0, MOST, 0);
    return { text: buffer.toString('utf8', 0, bytesRead), stamp: `${String(mtimeMs)}/${String(size)}` };
  } finally {
    await file.close();
  }
}
