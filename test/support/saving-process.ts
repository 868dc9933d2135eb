/**
 * Saves one frame after the other into the folder that it is given, and says so, until it is killed.
 * With `packed` each is also packed, copied to a second place and given a sidecar.
 */
import { join } from 'node:path';
import { SystemClock } from '../../devices/clock.js';
import { FileDisk } from '../../engine/fits/frame-disk.js';
import { FrameStore } from '../../engine/fits/frame-store.js';
import { SecondCopy } from '../../engine/fits/second-copy.js';
import { SidecarWriter } from '../../engine/fits/sidecar.js';
import { fullFacts, NIGHT } from './fits-facts.js';
import { imageOf, randomNumbers } from './images.js';

const [folder = '.', first = '1', kind = 'plain'] = process.argv.slice(2);
const clock = new SystemClock();
const images = join(folder, 'images');
const pack = kind === 'packed';
const store = new FrameStore({ ...NIGHT, folder: images, pattern: '{n}.fits', clock, pack });
const copies = new SecondCopy({ clock, from: images, to: join(folder, 'copies') });
const sidecars = new SidecarWriter({ clock, night: NIGHT, disk: new FileDisk(clock) });
const MEASURED = { stars: 3, hfr: 2, fwhm: 4, eccentricity: 0.3, background: 100, noise: 5, saturated: 0 };
const image = imageOf({ width: 1000, height: 700, planes: 1, elementType: 'uint16' }, randomNumbers(Number(first)));
console.log('ready');
for (let n = Number(first); ; n++) {
  const facts = fullFacts({ n, key: `m31/L-180s#${String(n)}` });
  const file = await store.save(image, facts);
  console.log(`saved ${String(n)}`);
  if (!pack) continue;
  await Promise.all([copies.copy(file), sidecars.write(facts, file.path, MEASURED)]);
}
