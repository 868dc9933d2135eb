import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type FormName, FORMS } from './forms.js';
import type { FrameRecipe } from './frame.js';
import type { Negative } from './negative.js';
import { type Print, print, type PrintKind } from './print.js';
import { render } from './render.js';

/** Where frames are developed, and printed in the forms in which they are sent. */
export interface Darkroom {
  develop(recipe: FrameRecipe): Promise<Uint16Array>;
  print(kind: PrintKind, negative: Negative): Promise<Print>;
  close(): Promise<void>;
}

/** What the worker is asked for. */
export type Task =
  | { readonly kind: 'develop'; readonly recipe: FrameRecipe }
  | { readonly kind: 'measure'; readonly as: FormName; readonly negative: Negative }
  | {
      readonly kind: 'write';
      readonly as: FormName;
      readonly negative: Negative;
      readonly from: number;
      readonly to: number;
      /** In memory that both threads see. */
      readonly into: Uint8Array;
    }
  | { readonly kind: 'picture'; readonly negative: Negative };

/** What it answers: pixels, a picture, or a number of bytes. */
export interface Outcome {
  readonly pixels?: Uint16Array;
  readonly bytes?: Uint8Array;
  readonly count?: number;
}

/** Smaller frames are rendered on the spot: they take less than 20 ms (measured), and a worker has to be started. */
const WORTH_A_WORKER = 1_000_000;
/** Printing takes longer than rendering: 40 ns a pixel as JSON (measured). */
const WORTH_PRINTING_THERE = 200_000;
/**
 * Bytes of a piece of a print, in memory that is used again. Whole prints, a hundred megabytes each, made the thread that
 * got them collect its garbage for 20 to 50 ms while others waited for answers (measured).
 */
const PIECE = 1 << 20;

interface Job {
  resolve(done: Outcome): void;
  reject(error: Error): void;
}

interface Done extends Outcome {
  readonly number: number;
  readonly failed?: string;
}

/** Works on large frames in a thread of its own, so that the server goes on answering. */
export class WorkerDarkroom implements Darkroom {
  #worker: Worker | undefined;
  #next = 0;
  readonly #jobs = new Map<number, Job>();

  async develop(recipe: FrameRecipe): Promise<Uint16Array> {
    if (recipe.width * recipe.height < WORTH_A_WORKER) return render(recipe);
    const { pixels } = await this.#give({ kind: 'develop', recipe });
    if (!pixels) throw new Error('the darkroom gave no pixels');
    return pixels;
  }

  async print(kind: PrintKind, negative: Negative): Promise<Print> {
    if (negative.pixels.length < WORTH_PRINTING_THERE) return print(kind, negative);
    if (kind === 'png') {
      const { bytes } = await this.#give({ kind: 'picture', negative });
      if (!bytes) throw new Error('the darkroom gave no picture');
      return bytes;
    }
    const { count } = await this.#give({ kind: 'measure', as: kind, negative });
    return { byteLength: count ?? 0, [Symbol.asyncIterator]: () => this.#pieces(kind, negative) };
  }

  /** While one piece is being sent, the worker writes the next. */
  async *#pieces(as: FormName, negative: Negative): AsyncGenerator<Uint8Array> {
    const form = FORMS[as];
    const units = form.units(negative);
    const each = Math.max(1, Math.floor(PIECE / form.most(negative)));
    const room = (): Uint8Array => new Uint8Array(new SharedArrayBuffer(each * form.most(negative)));
    const write = (from: number, into: Uint8Array): Promise<Uint8Array> => {
      const task = { kind: 'write', as, negative, from, to: Math.min(units, from + each), into } as const;
      const written = this.#give(task).then(({ count }) => into.subarray(0, count));
      // Who has stopped asking does not hear of it.
      written.catch(() => undefined);
      return written;
    };
    let [sent, filled] = [room(), room()];
    let next = write(0, filled);
    for (let from = 0; from < units; from += each) {
      const piece = await next;
      [sent, filled] = [filled, sent];
      if (from + each < units) next = write(from + each, filled);
      yield piece;
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#fail(new Error('the darkroom was closed'));
    await worker?.terminate();
  }

  #give(task: Task): Promise<Outcome> {
    const worker = (this.#worker ??= this.#start());
    const number = this.#next++;
    worker.ref();
    return new Promise((resolve, reject) => {
      this.#jobs.set(number, { resolve, reject });
      worker.postMessage({ number, task });
    });
  }

  #start(): Worker {
    const worker = startWorker();
    worker.on('message', (done: Done) => {
      const job = this.#jobs.get(done.number);
      if (done.failed === undefined) job?.resolve(done);
      else job?.reject(new Error(done.failed));
      this.#jobs.delete(done.number);
      // A worker with nothing to do must not keep the process alive.
      if (this.#jobs.size === 0) worker.unref();
    });
    worker.on('error', (error: Error) => {
      this.#fail(error);
    });
    return worker;
  }

  /** The worker is gone; the next frame starts another. */
  #fail(error: Error): void {
    this.#worker = undefined;
    for (const job of this.#jobs.values()) job.reject(error);
    this.#jobs.clear();
  }
}

/** From the built files, or from the sources through tsx, which then runs the tests or the program as well. */
function startWorker(): Worker {
  const built = new URL('./darkroom-worker.js', import.meta.url);
  if (existsSync(fileURLToPath(built))) return new Worker(built);
  const source = new URL('./darkroom-worker.ts', import.meta.url).href;
  const tsx = createRequire(import.meta.url).resolve('tsx/package.json');
  const api = new URL('./dist/esm/api/index.mjs', pathToFileURL(tsx)).href;
  return new Worker(
    `import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); });`,
    { eval: true },
  );
}
