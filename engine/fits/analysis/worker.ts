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

const port = parentPort;
if (!port) throw new Error('This module runs in a worker');
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
