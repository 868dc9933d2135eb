import { join } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import type { Image } from '../../devices/roles/index.js';
import { isSystemError } from '../journal/disk-error.js';
import type { Facts } from '../journal/records.js';
import { FrameEncoder } from './encoder.js';
import { NamePattern } from './file-name.js';
import { exposureTimes, type FrameFacts, type FrameIdentity, type NightIdentity } from './frame.js';
import { FileDisk, type FrameDisk, type WrittenFile } from './frame-disk.js';
import { headerCards } from './keywords/index.js';
import { fastestKernel } from './wasm-kernel.js';
import { verifyFrame } from './verify.js';

export type { FrameFacts, FrameIdentity, NightIdentity } from './frame.js';

/** A frame under its final name. `exposure` is what the journal says of it. */
export interface SavedFile extends WrittenFile {
  readonly exposure: Facts;
}

export interface FrameStoreOptions extends NightIdentity {
  /** Absolute. */
  readonly folder: string;
  /** See file-name.ts. */
  readonly pattern: string;
  readonly clock: Clock;
  /** Default: the real one. */
  readonly disk?: FrameDisk;
}

/** How many files of other frames or other nights may stand in the way of a name. */
const MOST_NAMESAKES = 10_000;

/** Makes files of the frames of one night, and finds those that are already there. */
export class FrameStore {
  readonly #options: FrameStoreOptions;
  readonly #pattern: NamePattern;
  readonly #disk: FrameDisk;
  readonly #encoder = new FrameEncoder(fastestKernel());
  #saving: Promise<unknown> = Promise.resolve();

  /** @throws NocturneError `file-name-pattern` */
  constructor(options: FrameStoreOptions) {
    this.#options = options;
    this.#pattern = new NamePattern(options.pattern);
    this.#disk = options.disk ?? new FileDisk(options.clock);
  }

  /**
   * Resolves when the file stands under its final name, durably; never overwrites another.
   * @throws NocturneError `disk-full` or `image-unsaved`: both can be tried again with the same image
   */
  save(image: Image, facts: FrameFacts, signal?: AbortSignal): Promise<SavedFile> {
    // One after the other: they share the encoder's memory.
    const saved = this.#saving.then(() => this.#save(image, facts, signal));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  /** The frame's file, if it is there whole and undamaged: its line in the journal may have been lost. */
  async find(frame: FrameIdentity): Promise<SavedFile | undefined> {
    const { clock, run } = this.#options;
    for (const path of this.#names(frame)) {
      if (!(await this.#disk.exists(path))) return undefined;
      try {
        const verified = await verifyFrame(path, { key: frame.key, run }, clock);
        if (verified) return { path, ...verified, exposure: exposureOf(frame) };
      } catch (error) {
        // A folder or a file that this user may not read cannot be a frame of this run.
        if (!isSystemError(error)) throw error;
      }
    }
    return undefined;
  }

  /** Removes what saves that were cut off have left behind; once, before the night. */
  cleanUp(): Promise<readonly string[]> {
    return this.#disk.removeLeftovers(this.#options.folder);
  }

  async #save(image: Image, facts: FrameFacts, signal: AbortSignal | undefined): Promise<SavedFile> {
    const cards = headerCards(facts, this.#options, this.#options.clock.now());
    const { bytes } = this.#encoder.encode(image, cards);
    const written = await this.#disk.write(this.#names(facts.frame), bytes, signal);
    const { begin, duration } = exposureTimes(facts);
    return {
      ...written,
      exposure: {
        ...exposureOf(facts.frame),
        start: new Date(begin).toISOString(),
        duration,
        ...(facts.start.camera?.temperature === undefined ? {} : { temperature: facts.start.camera.temperature }),
      },
    };
  }

  /** The frame's name, and those that it gets when that is taken: m31_L_0001.fits, m31_L_0001-2.fits and so on. */
  #names(frame: FrameIdentity): Iterable<string> {
    const path = join(this.#options.folder, this.#pattern.path(frame, this.#options));
    const dot = path.lastIndexOf('.');
    return {
      *[Symbol.iterator]() {
        yield path;
        for (let i = 2; i <= MOST_NAMESAKES; i++) yield `${path.slice(0, dot)}-${String(i)}${path.slice(dot)}`;
      },
    };
  }
}

function exposureOf({ set, target }: FrameIdentity): Facts {
  return {
    ...(target ? { target: target.name } : {}),
    type: set.type,
    ...(set.filter === undefined ? {} : { filter: set.filter }),
    exposure: set.exposure,
    binning: set.binning,
    ...(set.gain === undefined ? {} : { gain: set.gain }),
  };
}
