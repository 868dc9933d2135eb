import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Clock, type Milliseconds, untilAborted, withDeadline } from '../../../devices/clock.js';
import type { Examination, ExaminationOrder } from './examine.js';
import type { WorkerAnswer, WorkerOrder } from './worker.js';

/** A frame that takes longer is not worth more. */
const DEADLINE: Milliseconds = 60_000;

/** Run from its sources, as in tests. */
const SOURCE = import.meta.url.endsWith('.ts');

/**
 * Examines frames one after the other, in a thread of its own: nothing that it does can hold up the night, and nothing
 * that goes wrong with it can end it.
 * @example const { analysis } = await examiner.examine({ path, analysis: true });
 */
export class Examiner {
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #id = 0;

  constructor(private readonly clock: Clock) {}

  /** @throws Error when the file cannot be read, or it takes too long; the signal's reason */
  examine(order: ExaminationOrder, signal?: AbortSignal): Promise<Examination> {
    const examined = this.#last.then(() => {
      signal?.throwIfAborted();
      return withDeadline(this.clock, DEADLINE, { what: `examining ${order.path}`, signal }, (obeyed) =>
        this.clock.track(this.#ask(order, obeyed)),
      );
    });
    this.#last = examined.catch(() => undefined);
    return examined;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #ask(order: ExaminationOrder, signal: AbortSignal): Promise<Examination> {
    const worker = (this.#worker ??= startWorker());
    const id = ++this.#id;
    try {
      return await untilAborted(signal, answerOf(worker, { id, order }));
    } catch (error) {
      // Aborted, too late or dead: whatever it is doing, the next frame gets a new one.
      if (!(error instanceof ExaminationError)) await this.close();
      throw error;
    }
  }
}

/** The worker is well, the file is not. */
class ExaminationError extends Error {}

function startWorker(): Worker {
  const worker = SOURCE
    ? new Worker(fromSource(new URL('./worker.ts', import.meta.url)), { eval: true })
    : new Worker(new URL('./worker.js', import.meta.url));
  // The process may end while the worker waits for the next frame.
  worker.unref();
  return worker;
}

/** A worker does not inherit the loader of TypeScript from who starts it. */
function fromSource(module: URL): string {
  const loader = pathToFileURL(createRequire(module).resolve('tsx/package.json'));
  const api = new URL('dist/esm/api/index.mjs', loader).href;
  return `import('${api}').then(({ register }) => { register(); return import('${module.href}'); });`;
}

function answerOf(worker: Worker, order: WorkerOrder): Promise<Examination> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
      then();
    };
    const onMessage = ({ id, result, error }: WorkerAnswer): void => {
      if (id !== order.id) return;
      settle(() => {
        if (result) resolve(result);
        else reject(new ExaminationError(error ?? 'the worker gave no answer'));
      });
    };
    const onError = (error: unknown): void => {
      settle(() => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const onExit = (): void => {
      settle(() => {
        reject(new Error('the worker has ended'));
      });
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.ref();
    worker.postMessage(order);
  });
}
