/** The thread of the darkroom: a recipe comes in and pixels go out, or pixels come in and one of their forms goes out. */

import { parentPort } from 'node:worker_threads';
import type { Task } from './darkroom.js';
import type { FrameRecipe } from './frame.js';
import { print } from './print.js';
import { render } from './render.js';

const port = parentPort;
port?.on('message', ({ number, task }: { readonly number: number; readonly task: Task }) => {
  try {
    if (task.kind === 'develop') port.postMessage({ number, pixels: developed(task.recipe) });
    else handOver(number, print(task.as, task.negative));
  } catch (error) {
    port.postMessage({ number, failed: error instanceof Error ? error.message : String(error) });
  }
});

/** Pixels lie in memory that both threads see: neither showing them nor printing them later copies anything. */
function developed(recipe: FrameRecipe): Uint16Array {
  const shared = new SharedArrayBuffer(2 * recipe.width * recipe.height);
  return render(recipe, new Uint16Array(shared));
}

/** Copying a hundred megabytes would hold up the thread that gets them. */
function handOver(number: number, bytes: Uint8Array): void {
  const { buffer } = bytes;
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  port?.postMessage({ number, bytes }, whole ? [buffer] : []);
}
