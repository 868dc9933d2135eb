/**
 * Many seeded nights in virtual time, and what became of them: `npm run bench:nights`.
 * NOCTURNE_NIGHTS: how many (default 20000); NOCTURNE_SEED: the first seed (default 1).
 */
import { failures, runNights } from '../test/night/fleet.js';
import { figures } from '../test/night/nights-figures.js';

const count = Number(process.env['NOCTURNE_NIGHTS'] ?? 20_000);
const first = Number(process.env['NOCTURNE_SEED'] ?? 1);
const begun = performance.now();
let done = 0;
const nights = await runNights(first, first + count - 1, ({ seed, wrong }) => {
  done++;
  if (wrong.length > 0) console.log(`seed ${String(seed)}: ${wrong.join('; ')}`);
  if (done % 1000 === 0) console.log(`${String(done)} nights, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
});
console.log(figures(nights, (performance.now() - begun) / 1000));
const wrong = failures(nights);
console.log(wrong.length === 0 ? 'every night went as it must' : `${String(wrong.length)} nights went wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
