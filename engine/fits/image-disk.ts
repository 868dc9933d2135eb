import type { Clock, Milliseconds } from '../../devices/clock.js';
import type { NocturneError } from '../errors.js';
import { freeBytes, judgeSpace, type SpaceVerdict } from './disk-space.js';

export interface ImageDiskOptions {
  readonly clock: Clock;
  /** Where the frames go. Absolute. */
  readonly folder: string;
  /** Of the file of one frame, about. */
  readonly frameBytes: number;
  /** Default: what the system says. */
  readonly free?: () => Promise<number>;
}

/** The free space is looked at this often at most. */
const LOOK_EVERY: Milliseconds = 60_000;

/** What is wrong with the disk that frames are saved on: told while a frame waits for it, and before it comes to that. */
export class ImageDisk {
  readonly #options: ImageDiskOptions;
  #trouble: string | undefined;
  #frameBytes: number;
  #looked = -Infinity;
  #warned = false;
  #listener: (() => void) | undefined;

  constructor(options: ImageDiskOptions) {
    this.#options = options;
    this.#frameBytes = options.frameBytes;
  }

  /** Why a frame waits in memory; undefined while all is well. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Called each time that `trouble` changes. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** A frame could not be saved, and will be tried again: for `FrameStoreOptions.onWaiting`. */
  waiting(error: NocturneError, key: string): void {
    this.#tell(`frame ${key} waits in memory: ${error.message}. ${error.hint}`);
  }

  /** A frame has been saved. */
  saved(bytes: number): void {
    this.#frameBytes = bytes;
    this.#tell(undefined);
  }

  /** Whether there is room for so many frames. @throws NocturneError when the folder cannot be looked at */
  async room(frames: number): Promise<SpaceVerdict> {
    const { folder, clock, free = () => freeBytes(folder, clock) } = this.#options;
    return judgeSpace(await free(), frames, this.#frameBytes, folder);
  }

  /**
   * The same now and then, while the night goes on.
   * @returns the verdict the first time that the room is too small, and again when it has been enough in between
   */
  async running(frames: number): Promise<SpaceVerdict | undefined> {
    const { clock } = this.#options;
    if (clock.now() - this.#looked < LOOK_EVERY) return undefined;
    this.#looked = clock.now();
    const verdict = await this.room(frames);
    const news = !verdict.enough && !this.#warned;
    this.#warned = !verdict.enough;
    return news ? verdict : undefined;
  }

  #tell(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#listener?.();
  }
}
