import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { examine, type Examination, type ExaminationOrder } from './examine.js';

/** What goes to the worker and comes back. */
export interface WorkerOrder {
  readonly id: number;
  readonly order: ExaminationOrder;
}
export interface WorkerAnswer {
  readonly id: number;
  readonly result?: Examination;
  readonly error?: string;
}

/** Of a thread that works when nothing else wants to: as `nice -n 15`. */
const LOW = 15;

/**
 * Leaves the processor to the thread that takes the next frame. On Linux a thread has a priority of its own; elsewhere it
 * has that of its process, which is left alone.
 */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread !== process.pid) setPriority(thread, LOW);
  } catch {
    // A system that hides its threads: the frames are looked at all the same.
  }
}

const port = parentPort;
if (!port) throw new Error('This module runs in a worker');
yieldToOthers();
port.on('message', ({ id, order }: WorkerOrder) => {
  examine(order)
    .then((result): WorkerAnswer => ({ id, result }))
    .catch((error: unknown): WorkerAnswer => ({ id, error: error instanceof Error ? error.message : String(error) }))
    .then((answer) => {
      port.postMessage(answer);
    })
    .catch((error: unknown) => {
      throw error;
    });
});
