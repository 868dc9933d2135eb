/** The thread of the darkroom: a recipe comes in, pixels go out. */

import { parentPort } from 'node:worker_threads';
import type { FrameRecipe } from './frame.js';
import { render } from './render.js';

const port = parentPort;
port?.on('message', ({ number, recipe }: { readonly number: number; readonly recipe: FrameRecipe }) => {
  const pixels = render(recipe);
  // Handed over, not copied.
  port.postMessage({ number, pixels }, [pixels.buffer as ArrayBuffer]);
});
