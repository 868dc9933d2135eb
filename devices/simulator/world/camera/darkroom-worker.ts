/** The thread of the darkroom: a recipe comes in and pixels go out; or pixels come in, and pieces of their forms go out. */

import { parentPort } from 'node:worker_threads';
import type { Outcome, Task } from './darkroom.js';
import { FORMS } from './forms.js';
import type { FrameRecipe } from './frame.js';
import { framePng } from './print-png.js';
import { render } from './render.js';

const port = parentPort;
port?.on('message', ({ number, task }: { readonly number: number; readonly task: Task }) => {
  try {
    port.postMessage({ number, ...done(task) });
  } catch (error) {
    port.postMessage({ number, failed: error instanceof Error ? error.message : String(error) });
  }
});

function done(task: Task): Outcome {
  switch (task.kind) {
    case 'develop':
      return { pixels: developed(task.recipe) };
    case 'measure':
      return { count: FORMS[task.as].length(task.negative) };
    case 'write':
      return { count: FORMS[task.as].write(task.negative, task.from, task.to, task.into) };
    case 'picture':
      return { bytes: framePng(task.negative) };
  }
}

/** Pixels lie in memory that both threads see: neither showing them nor printing them later copies anything. */
function developed(recipe: FrameRecipe): Uint16Array {
  const shared = new SharedArrayBuffer(2 * recipe.width * recipe.height);
  return render(recipe, new Uint16Array(shared));
}
