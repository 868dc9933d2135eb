/** Every kind of step, at every moment of it, against everything that may go wrong: `npm run bench:matrix` writes docs/night-matrix.md. */
import { writeFileSync } from 'node:fs';
import { asPage, asText, matrix } from '../test/night/matrix-table.js';

const rows = await matrix();
console.log(asText(rows));
writeFileSync(new URL('../docs/night-matrix.md', import.meta.url), asPage(rows));
process.exitCode = rows.flat().some(({ wrong }) => wrong.length > 0) ? 1 : 0;
