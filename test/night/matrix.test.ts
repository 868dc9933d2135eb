import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { DISTURBANCES } from './matrix.js';
import { asText, type Cell, matrix } from './matrix-table.js';

let rows: readonly (readonly Cell[])[] = [];
const cells = (): readonly Cell[] => rows.flat();

describe('every kind of step, at every moment of it, whatever goes wrong', () => {
  beforeAll(async () => {
    rows = await matrix();
    console.log(asText(rows));
  }, 1_200_000);

  it('ends parked and closed, with every frame once or accounted for', () => {
    expect(
      cells().flatMap(({ moment, disturbance, wrong }) => wrong.map((what) => `${moment} x ${disturbance}: ${what}`)),
    ).toEqual([]);
  });

  it('has no hole', () => {
    const moments = new Set(rows.map((row) => row[0]?.moment));
    const inNodes = ['frame', 'dark frame', 'acquire', 'flip'];
    for (const kind of [...STEP_KINDS.keys(), ...inNodes]) expect(moments, kind).toContain(`${kind}, midway`);
    for (const row of rows) expect(row.map(({ disturbance }) => disturbance)).toEqual(DISTURBANCES);
  });

  it('meets what goes wrong, wherever there is something to be hit', () => {
    const missed = cells().filter(({ met }) => !met);
    // When everything is parked, closed and let go of, nobody looks at the sky any more.
    const unseen = missed.filter(
      ({ moment, disturbance }) => disturbance !== 'unsafe' || !/^(close|disc)/u.test(moment),
    );
    expect(unseen).toEqual([]);
  });

  it('is shown in the guide, moment by moment', () => {
    const page = readFileSync(new URL('../../docs/night-matrix.md', import.meta.url), 'utf8');
    for (const [first] of rows) expect(page).toContain(`| ${first?.moment ?? ''} |`);
  });
});
