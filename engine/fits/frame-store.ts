import { join } from 'node:path';
import type { Clock, Milliseconds } from '../../devices/clock.js';
import type { Image, ImageReceiver } from '../../devices/roles/index.js';
import { NocturneError } from '../errors.js';
import { isSystemError } from '../journal/disk-error.js';
import type { Facts } from '../journal/records.js';
import { NamePattern } from './file-name.js';
import { exposureTimes, type FrameFacts, type FrameIdentity, type NightIdentity } from './frame.js';
import { FileDisk, type FrameDisk, type WrittenFile } from './frame-disk.js';
import { changeHeader, checkHeaderChanges, type HeaderChanges } from './header-changes.js';
import { ImageSlot, ImageSlots } from './image-slots.js';
import type { PixelKernel } from './kernel.js';
import { headerCards } from './keywords/index.js';
import { fastestKernel } from './wasm-kernel.js';
import { PACKED, packFrame } from './rice.js';
import { type VerifiedFile, verifyFrame } from './verify.js';

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
  /** Makes a file of the first frame of each set alone, and of the others nothing but the name; default false. */
  readonly samples?: boolean;
  /** What the observer wants otherwise in the headers. */
  readonly header?: HeaderChanges;
  /** Packs each frame without loss after it has been saved (rice.ts); default false. Not for rehearsals. */
  readonly pack?: boolean;
  /** Told of a frame that could not be packed and stands as it is. */
  readonly onUnpacked?: (error: NocturneError, key: string) => void;
  /** Default: the fastest that runs here. */
  readonly kernel?: PixelKernel;
  /** How long a frame waits in memory for a disk that is full or gone; default 0: not at all. */
  readonly patience?: Milliseconds;
  /** Called each time such a frame could not be saved, and will be tried again. */
  readonly onWaiting?: (error: NocturneError, key: string) => void;
}

const NOTHING = new Uint8Array(0);
/** How many files of other frames or other nights may stand in the way of a name. */
const MOST_NAMESAKES = 10_000;
/** Between two tries to save a frame on a disk that is full or gone. */
const RETRY_EVERY: Milliseconds = 10_000;

/** An image that has been downloaded and waits to be kept or released; it holds one of the two places in memory. */
export interface ReceivedImage {
  /** Gives its place to the next image. Not to be called after `keep`, which does so itself. */
  release(): void;
}

/** Of a frame of which no file is made. */
export const UNMADE: ReceivedImage = { release: () => undefined };

/**
 * Makes files of the frames of one night, and finds those that are already there.
 * @example
 * const received = await frames.receive((receiver) => camera.streamImage(receiver, { signal }), signal);
 * const saving = frames.keep(received, facts, signal); // the next exposure may start
 */
export class FrameStore {
  readonly #options: FrameStoreOptions;
  readonly #pattern: NamePattern;
  readonly #disk: FrameDisk;
  readonly #slots: ImageSlots;
  /** Of frames that were looked for: they are written next. */
  readonly #paths = new WeakMap<FrameIdentity, string>();
  #packing: Promise<unknown> = Promise.resolve();

  /** @throws NocturneError `file-name-pattern`, or `observatory-invalid` for changes of the header that cannot be made */
  constructor(options: FrameStoreOptions) {
    const [problem] = checkHeaderChanges(options.header ?? {});
    if (problem !== undefined) throw new NocturneError('observatory-invalid', problem);
    this.#options = options;
    this.#pattern = new NamePattern(options.pattern);
    this.#disk = options.disk ?? new FileDisk(options.clock);
    this.#slots = new ImageSlots(options.clock, options.kernel ?? fastestKernel());
  }

  /** Whether a file is made of a frame: then what its header says has to be known. */
  makes({ n, passes }: FrameIdentity): boolean {
    return !this.#options.samples || (n === 1 && passes.every((pass) => pass === 1));
  }

  /**
   * Downloads an image into memory, in the form of the file already. Waits while two others are being saved.
   * @param download hands the image to the receiver: `camera.streamImage`
   * @throws what `download` throws
   */
  async receive(download: (receiver: ImageReceiver) => Promise<void>, signal?: AbortSignal): Promise<ReceivedImage> {
    const slot = await this.#slots.take(signal);
    try {
      await download(slot);
      return slot;
    } catch (error) {
      slot.release();
      throw error;
    }
  }

  /**
   * Resolves when the file stands under its final name, durably; never overwrites another. A disk that is full or gone is
   * waited for as long as `patience` allows.
   * @throws NocturneError `disk-full` or `image-unsaved`; the signal's reason. Either way the image is given up
   */
  async keep(received: ReceivedImage, facts: FrameFacts, signal?: AbortSignal): Promise<SavedFile> {
    let plain: WrittenFile;
    try {
      plain = await this.#write(facts.frame, this.#bytesOf(received, facts), signal);
    } finally {
      received.release();
    }
    const written = await this.#packed(plain, facts.frame);
    const asked = facts.asked === undefined ? {} : { exposure: facts.asked };
    return { ...written, exposure: { ...exposureOf(facts.frame), ...asked, ...measuredOf(facts) } };
  }

  #bytesOf(received: ReceivedImage, facts: FrameFacts): Uint8Array {
    if (!this.makes(facts.frame)) return NOTHING;
    if (!(received instanceof ImageSlot)) throw new TypeError('This image was not received here');
    const cards = headerCards(facts, this.#options, this.#options.clock.now());
    return received.finish(this.#options.header ? changeHeader(cards, this.#options.header) : cards).bytes;
  }

  /** An image that is held whole already; as `receive` and `keep`. */
  async save(image: Image, facts: FrameFacts, signal?: AbortSignal): Promise<SavedFile> {
    const { buffer, byteOffset, byteLength } = image.data;
    const received = await this.receive(async (receiver) => {
      receiver.begin(image);
      await receiver.bytes(new Uint8Array(buffer, byteOffset, byteLength));
    }, signal);
    return this.keep(received, facts, signal);
  }

  /** The frame's file, if it is there whole and undamaged: its line in the journal may have been lost. */
  async find(frame: FrameIdentity): Promise<SavedFile | undefined> {
    for (const name of this.#names(frame)) {
      let there = false;
      for (const path of [name, name + PACKED]) {
        if (!(await this.#disk.exists(path))) continue;
        there = true;
        const verified = await this.#verify(path, frame.key);
        if (verified) return { path, ...verified, exposure: exposureOf(frame) };
      }
      if (!there) return undefined;
    }
    return undefined;
  }

  /** Removes what saves that were cut off have left behind; once, before the night. */
  cleanUp(): Promise<readonly string[]> {
    return this.#disk.removeLeftovers(this.#options.folder);
  }

  async #verify(path: string, key: string): Promise<VerifiedFile | undefined> {
    try {
      return await verifyFrame(path, { key, run: this.#options.run }, this.#options.clock);
    } catch (error) {
      // A folder, or a file that this user may not read, cannot be a frame of this run.
      if (!isSystemError(error)) throw error;
      return undefined;
    }
  }

  /** The frame is safe already: packing may fail, and is not interrupted with the night. One after the other. */
  #packed(plain: WrittenFile, frame: FrameIdentity): Promise<WrittenFile> {
    if (!this.#options.pack) return Promise.resolve(plain);
    const packed = this.#packing.then(() => this.#pack(plain, frame));
    this.#packing = packed.catch(() => undefined);
    return packed;
  }

  async #pack(plain: WrittenFile, frame: FrameIdentity): Promise<WrittenFile> {
    const { clock, onUnpacked } = this.#options;
    const names = this.#names(frame);
    const packedNames = {
      *[Symbol.iterator]() {
        for (const name of names) yield name + PACKED;
      },
    };
    try {
      return await packFrame(plain, packedNames, clock);
    } catch (error) {
      if (!(error instanceof NocturneError)) throw error;
      onUnpacked?.(error, frame.key);
      return plain;
    }
  }

  async #write(frame: FrameIdentity, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<WrittenFile> {
    const { clock, patience = 0, onWaiting } = this.#options;
    const until = clock.now() + patience;
    for (;;) {
      try {
        return await this.#disk.write(this.#names(frame), bytes, signal);
      } catch (error) {
        const worthWaiting = error instanceof NocturneError && WAITED_FOR.has(error.code);
        if (!worthWaiting || clock.now() + RETRY_EVERY > until) throw error;
        onWaiting?.(error, frame.key);
        await clock.sleep(RETRY_EVERY, signal);
      }
    }
  }

  /** The frame's name, and those that it gets when that is taken: m31_L_0001.fits, m31_L_0001-2.fits and so on. */
  #names(frame: FrameIdentity): Iterable<string> {
    const path = this.#paths.get(frame) ?? join(this.#options.folder, this.#pattern.path(frame, this.#options));
    this.#paths.set(frame, path);
    const dot = path.lastIndexOf('.');
    return {
      *[Symbol.iterator]() {
        yield path;
        for (let i = 2; i <= MOST_NAMESAKES; i++) yield `${path.slice(0, dot)}-${String(i)}${path.slice(dot)}`;
      },
    };
  }
}

const WAITED_FOR: ReadonlySet<string> = new Set(['disk-full', 'image-unsaved']);

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

function measuredOf(facts: FrameFacts): Facts {
  const { begin, duration } = exposureTimes(facts);
  const temperature = facts.start.camera?.temperature;
  return {
    start: new Date(begin).toISOString(),
    duration,
    ...(temperature === undefined ? {} : { temperature }),
  };
}
