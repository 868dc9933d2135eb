/** Saves one frame after the other into the folder that it is given, and says so, until it is killed. */
import { SystemClock } from '../../devices/clock.js';
import { FrameStore } from '../../engine/fits/frame-store.js';
import { fullFacts, NIGHT } from './fits-facts.js';
import { imageOf, randomNumbers } from './images.js';

const [folder = '.', first = '1'] = process.argv.slice(2);
const store = new FrameStore({ ...NIGHT, folder, pattern: '{target}/{n}.fits', clock: new SystemClock() });
const image = imageOf({ width: 1000, height: 700, planes: 1, elementType: 'uint16' }, randomNumbers(Number(first)));
console.log('ready');
for (let n = Number(first); ; n++) {
  await store.save(image, fullFacts({ n, key: `m31/L-180s#${String(n)}` }));
  console.log(`saved ${String(n)}`);
}
