import { type Clock, nextTurn, untilAborted } from '../../devices/clock.js';
import type { ImageReceiver, ImageShape } from '../../devices/roles/index.js';
import type { Card } from './card.js';
import { type EncodedFrame, FrameEncoder } from './encoder.js';
import type { PixelKernel } from './kernel.js';

/** Converted in one go; more would hold up the event loop for longer than 10 ms. */
const PIECE = 4 << 20;

/** Memory for one image, from the first byte of its download until it is on the disk. */
export class ImageSlot implements ImageReceiver {
  #freed = false;

  constructor(
    private readonly clock: Clock,
    private readonly encoder: FrameEncoder,
    private readonly free: () => void,
  ) {}

  begin(shape: ImageShape): void {
    if (this.#freed) throw new Error('This slot has been given back');
    this.encoder.begin(shape);
  }

  space(): Uint8Array {
    return this.encoder.space();
  }

  bytes(chunk: Uint8Array): void | Promise<void> {
    if (chunk.length <= PIECE) this.encoder.write(chunk);
    else return this.clock.track(this.#inPieces(chunk));
  }

  finish(cards: readonly Card[]): EncodedFrame {
    return this.encoder.finish(cards);
  }

  /** Gives the memory to the next image. What `finish` returned is no longer valid. */
  release(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.free();
  }

  async #inPieces(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; at += PIECE) {
      this.encoder.write(chunk.subarray(at, at + PIECE));
      await nextTurn();
    }
  }
}

/**
 * A fixed number of slots: two let an image be saved while the next one is downloaded. Who wants a third waits, so that
 * a slow disk holds up the camera rather than fill the memory.
 */
export class ImageSlots {
  readonly #free: FrameEncoder[];
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly clock: Clock,
    kernel: PixelKernel,
    count = 2,
  ) {
    this.#free = Array.from({ length: count }, () => new FrameEncoder(kernel));
  }

  /** The next free slot; rejects with the signal's reason. */
  async take(signal?: AbortSignal): Promise<ImageSlot> {
    for (;;) {
      signal?.throwIfAborted();
      const encoder = this.#free.pop();
      if (encoder) return new ImageSlot(this.clock, encoder, () => this.#giveBack(encoder));
      const freed = new Promise<void>((resolve) => this.#waiting.push(resolve));
      await (signal ? untilAborted(signal, freed) : freed);
    }
  }

  #giveBack(encoder: FrameEncoder): void {
    this.#free.push(encoder);
    // All are woken: one that has given up meanwhile must not keep the slot from the others.
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
