import { writeFile, mkdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import { asDiskError } from '../journal/disk-error.js';
import type { Journal } from '../journal/journal.js';
import type { FrameAnalysis } from './analysis/analyse.js';
import type { Examiner } from './analysis/examiner.js';
import type { FrameFacts } from './frame.js';
import type { WrittenFile } from './frame-disk.js';
import type { CopiedFile, SecondCopy } from './second-copy.js';
import { sidecarOf, type SidecarWriter } from './sidecar.js';

export interface DarkroomOptions {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  /** Measures frames and makes pictures of them. */
  readonly examiner?: Examiner;
  /** Whether stars are measured. */
  readonly analysis: boolean;
  /** Where stretched JPEGs go, each under the path that its frame has below `of`; absent for none. */
  readonly previews?: { readonly folder: string; readonly of: string; readonly width: number };
  readonly sidecar?: SidecarWriter;
  readonly copy?: SecondCopy;
  /** Told of what went wrong; it costs no frame. */
  readonly onProblem: (doing: string, facts: { readonly key: string; readonly error: unknown }) => void;
}

/** The picture of the frame that was taken last. */
const LATEST_PREVIEW = 'latest.jpg';

/** A frame that has been looked at. */
export interface SeenFrame {
  readonly key: string;
  readonly analysis: FrameAnalysis | undefined;
  /** Of its picture. */
  readonly preview: string | undefined;
}

interface Missed {
  readonly key: string;
  readonly file: CopiedFile;
}

/**
 * What is done with frames once they stand and count: measured, pictured, copied. All of it behind the night, one frame
 * after the other; what fails is told and left.
 */
export class Darkroom {
  readonly #options: DarkroomOptions;
  readonly #ending = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #missed: Missed[] = [];
  #listener: ((seen: SeenFrame) => void) | undefined;

  constructor(options: DarkroomOptions) {
    this.#options = options;
  }

  /** Called for each frame that has been looked at. */
  onSeen(listener: (seen: SeenFrame) => void): void {
    this.#listener = listener;
  }

  /** Begins, and returns at once. */
  take(facts: FrameFacts, file: WrittenFile): void {
    const { key } = facts.frame;
    this.#begin('the frame could not be measured', key, () => this.#examine(facts, file));
    this.#begin('the frame could not be copied', key, () => this.#copy({ key, file }));
  }

  /** Copies frames that an earlier part of the night has saved, and their sidecars, where the second place lacks them. */
  copyAgain(frames: Iterable<Missed>): void {
    const { copy } = this.#options;
    if (!copy) return;
    for (const { key, file } of frames) {
      for (const one of [file, { path: sidecarOf(file.path) }]) {
        this.#begin('the frame could not be copied', key, async () => {
          if (await copy.lacks(one)) await this.#copy({ key, file: one });
        });
      }
    }
  }

  /** Resolves when all is done that was begun, and what could not be copied has been tried once more. Never rejects. */
  async settled(): Promise<void> {
    await this.#quiet();
    this.copyAgain(this.#missed.splice(0));
    await this.#quiet();
  }

  /** Ends what is still under way. */
  async close(): Promise<void> {
    this.#ending.abort(new Error('the night has ended'));
    await this.#options.examiner?.close();
  }

  async #quiet(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #begin(doing: string, key: string, work: () => Promise<void>): void {
    const begun = work()
      .catch((error: unknown) => {
        if (!this.#ending.signal.aborted) this.#options.onProblem(doing, { key, error });
      })
      .finally(() => {
        this.#work.delete(begun);
      });
    this.#work.add(begun);
  }

  async #copy(frame: Missed): Promise<void> {
    const { copy } = this.#options;
    try {
      await copy?.copy(frame.file, this.#ending.signal);
    } catch (error) {
      this.#missed.push(frame);
      throw error;
    }
  }

  async #examine(facts: FrameFacts, { path }: WrittenFile): Promise<void> {
    const { examiner, analysis: wanted, previews, sidecar, journal } = this.#options;
    const { key } = facts.frame;
    if (!examiner || (!wanted && !previews)) return;
    const order = { path, analysis: wanted, ...(previews ? { preview: previews.width } : {}) };
    const { analysis, preview } = await examiner.examine(order, this.#ending.signal);
    const picture = previews && preview ? await this.#keepPicture(previews, path, preview) : undefined;
    this.#listener?.({ key, analysis, preview: picture });
    if (!analysis) return;
    // The folder of the night may be moved with all that is in it.
    const shown =
      previews && picture ? { preview: relative(dirname(previews.folder), picture).split(sep).join('/') } : {};
    await journal.append({ type: 'analysis', key, ...recordOf(analysis), ...shown });
    if (sidecar) await this.#copy({ key, file: await sidecar.write(facts, path, analysis) });
  }

  /** Pictures can be made again: they are not fsynced. */
  async #keepPicture(
    { folder, of }: NonNullable<DarkroomOptions['previews']>,
    frame: string,
    picture: Uint8Array,
  ): Promise<string> {
    const below = relative(of, frame);
    const name = below.startsWith('..') || isAbsolute(below) ? basename(frame) : below;
    const path = join(folder, name.replace(/\.fits?(\.fz)?$/i, '.jpg'));
    const { clock } = this.#options;
    const write = async (): Promise<void> => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, picture);
      await writeFile(join(folder, LATEST_PREVIEW), picture);
    };
    try {
      await clock.track(write());
      return path;
    } catch (error) {
      throw asDiskError(error, 'image-unsaved', 'writing the preview', path);
    }
  }
}

/** Rounded to what the measurement is good for; what is not known is left out. */
function recordOf({ stars, hfr, fwhm, eccentricity, background, noise, saturated }: FrameAnalysis) {
  const to = (digits: number, value: number): number => Number(value.toFixed(digits));
  return {
    stars,
    ...(hfr === undefined ? {} : { hfr: to(3, hfr) }),
    ...(fwhm === undefined ? {} : { fwhm: to(3, fwhm) }),
    ...(eccentricity === undefined ? {} : { eccentricity: to(3, eccentricity) }),
    background: to(2, background),
    noise: to(3, noise),
    saturated: to(6, saturated),
  };
}
