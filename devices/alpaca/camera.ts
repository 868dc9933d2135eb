import { type Camera, cameraMembers, type Exposure } from '../roles/camera.js';
import { deviceMembers } from '../roles/device.js';
import type { Image, ImageReceiver } from '../roles/image.js';
import type { CallOptions, OperationOptions } from '../roles/member.js';
import { complete, type Look, mayHaveBegun } from './completion.js';
import { type Pulse, pulseOperation } from './pulse-guide.js';
import { deviceClass } from './device-class.js';
import { CallDeadlineError, OutcomeError } from './device-error.js';
import { downloadImage, downloadJsonImage, type ImageSource } from './image-download.js';
import { ImageCollector } from './pixels.js';
import { isMissing } from './connection.js';

const CameraMembers = deviceClass('camera', { ...deviceMembers, ...cameraMembers }, [
  'imageArray',
  'imageArrayVariant',
]);

/** ms that reading out may take after the exposure. */
const READOUT = 120_000;
/** ms for which a camera may be idle after the exposure before its image is ready; some read late. */
const LATE = 10_000;
/** ms after the exposure for which a camera that was seen to expose is only asked for its image. */
const SURE = 1_000;
/** ms between two looks during a long exposure: to notice early that it has failed. */
const WATCH = 20_000;

export class AlpacaCamera extends CameraMembers implements Camera {
  async expose(exposure: Exposure, options: OperationOptions = {}): Promise<void> {
    const length = exposure.duration * 1000;
    const { clock } = this.link;
    const begun = clock.now();
    let mayExpose = false;
    let doubtful = false;
    const seen: Seen = { underWay: false, imageBefore: false };
    try {
      await complete(
        clock,
        {
          place: this.place('expose'),
          deadline: length + READOUT,
          start: async (signal) => {
            mayExpose = true;
            try {
              await this.startExposure(exposure, { signal });
            } catch (error) {
              mayExpose = signal.aborted || mayHaveBegun(error);
              if (signal.aborted || !mayHaveBegun(error)) throw error;
              // A camera that does not tell either is no better than one that says no.
              doubtful = !(await this.#isExposing(signal).catch(() => false));
              // ImageReady may still speak of the image before: it must not be taken for this one.
              if (doubtful) throw new OutcomeError(this.place('expose'), 'may not have begun', { cause: error });
            }
          },
          look: (signal) => this.#lookAtExposure({ elapsed: clock.now() - begun, length, seen }, signal),
          settle: 0,
          next: (elapsed) => nextLook(elapsed, length),
        },
        // Its own length is known better than what a caller may expect.
        withoutExpected(options),
      );
    } catch (error) {
      const toBeEnded = doubtful || options.signal?.aborted || error instanceof CallDeadlineError;
      if (mayExpose && toBeEnded) await this.#giveUp();
      throw error;
    }
  }

  async image(options: OperationOptions = {}): Promise<Image> {
    const collector = new ImageCollector();
    await this.streamImage(collector, options);
    return collector.image();
  }

  async streamImage(receiver: ImageReceiver, options: OperationOptions = {}): Promise<void> {
    await downloadImage(this.#source('imageArray'), receiver, options);
  }

  async imageArray(options: CallOptions = {}): Promise<Image> {
    return this.image(options);
  }

  async imageArrayVariant(options: CallOptions = {}): Promise<Image> {
    const collector = new ImageCollector();
    await downloadJsonImage(this.#source('imageArrayVariant'), collector, options);
    return collector.image();
  }

  async pulseGuide(pulse: Pulse, options: OperationOptions = {}): Promise<void> {
    await complete(this.link.clock, pulseOperation(this, this.place('pulseGuide'), pulse), options);
  }

  #source(member: 'imageArray' | 'imageArrayVariant'): ImageSource {
    const path = `/api/v1/camera/${String(this.number)}/${member.toLowerCase()}`;
    return { link: this.link, place: this.place(member), path };
  }

  /**
   * ImageReady stays false for ever after a failed exposure: CameraState tells that it has failed. It stays true from
   * the image before where an order was acknowledged and not carried out.
   */
  async #lookAtExposure({ elapsed, length, seen }: Underway, signal: AbortSignal): Promise<Look> {
    const early = elapsed < length;
    const progress = Math.min(0.99, elapsed / Math.max(length, 1));
    if (!early && !seen.imageBefore) {
      if (await this.imageReady({ signal })) return { over: true };
      // It was seen to expose: whether it fails is soon enough known a moment later, and a ready image is not kept waiting.
      if (seen.underWay && elapsed < length + SURE) return { over: false, progress };
    }
    const state = await this.cameraState({ signal });
    if (state === 'error') throw new OutcomeError(this.place('expose'), 'failed: CameraState reads error');
    if (state !== 'idle') {
      seen.underWay = true;
      seen.imageBefore = false;
      return { over: false, progress };
    }
    // Idle before its time: somebody has ended the exposure, with an image or without; or it was never begun.
    if (early) {
      const ready = await this.imageReady({ signal });
      if (ready && seen.underWay) return { over: true };
      seen.imageBefore = ready;
      if (elapsed < LATE) return { over: false, progress };
    }
    if (seen.imageBefore) {
      throw new OutcomeError(
        this.place('expose'),
        'was acknowledged and not begun: the camera is idle, and its image is the one before',
      );
    }
    if (elapsed > length + LATE || early) {
      throw new OutcomeError(
        this.place('expose'),
        'ended without an image: the camera is idle and ImageReady is false',
      );
    }
    return { over: false, progress };
  }

  async #isExposing(signal: AbortSignal): Promise<boolean> {
    const state = await this.cameraState({ signal });
    return state === 'exposing' || state === 'waiting';
  }

  async #giveUp(): Promise<void> {
    try {
      await this.abortExposure();
    } catch (error) {
      if (!isMissing(error)) {
        this.link.warn(new OutcomeError(this.place('abortExposure'), 'failed', { cause: error }));
        return;
      }
      await this.stopExposure().catch((cause: unknown) => {
        this.link.warn(new OutcomeError(this.place('stopExposure'), 'failed', { cause }));
      });
    }
  }
}

/** What was seen of an exposure. */
interface Seen {
  underWay: boolean;
  /** The camera was idle with an image ready, and has not been seen to expose since. */
  imageBefore: boolean;
}

/** An exposure of a length that was ordered a while ago, both in ms. */
interface Underway {
  readonly elapsed: number;
  readonly length: number;
  readonly seen: Seen;
}

/** ms between looks once the exposure should be over: each is shutter time while a camera that is ready waits. */
const FIRST_LOOK = 20;
const LAST_LOOK = 250;

/** An exposure that is shorter cannot be caught while it goes on, ms. */
const BRIEF = 400;

/**
 * Once while it goes on, to see that it does; just as the exposure should end, then 20, 40, 80, 160 ms later and every
 * 250: fast cameras, and slow readouts.
 */
function nextLook(elapsed: number, length: number): number {
  const left = length - elapsed;
  if (elapsed === 0 && length >= BRIEF) return Math.min(WATCH, length / 2);
  if (left > 0) return Math.min(WATCH, left);
  const late = -left;
  if (late >= 5_000) return 1_000;
  return Math.min(LAST_LOOK, Math.max(FIRST_LOOK, late));
}

function withoutExpected({ signal, deadline, onProgress }: OperationOptions): OperationOptions {
  return {
    ...(signal ? { signal } : {}),
    ...(deadline === undefined ? {} : { deadline }),
    ...(onProgress ? { onProgress } : {}),
  };
}
