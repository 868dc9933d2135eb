import { describe, expect, it } from 'vitest';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkPlan } from '../../engine/plan/check.js';
import { parsePlan } from '../../engine/plan/load.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { COMET_E3, VESTA } from '../support/orbits.js';

function said(line: string, date: string): readonly string[] {
  const written = `sequence: T\nobservatory: simulator\nsteps:\n  - slew: { to: { orbit: "${line}" } }\n  - target: { name: T, position: { orbit: "${line}" }, frames: [{ exposure: 60 s }] }\n`;
  const { plan, problems, sources } = parsePlan(written, 'night.yaml', { steps: STEP_KINDS });
  expect(renderProblems(problems, sources)).toBe('');
  const found = checkPlan(plan!, builtInSimulator(), { steps: STEP_KINDS, date });
  return found
    .filter(({ message }) => message.startsWith('the orbital elements'))
    .map(({ severity, message, hint, place }) => `${String(place.line)}: ${severity}: ${message} [${hint ?? ''}]`);
}

describe('orbital elements that are far from their epoch are warned of', () => {
  it('those of an asteroid after 200 days, once for each body', () => {
    expect(said(VESTA, '2022-08-22')).toEqual([]);
    expect(said(VESTA, '2023-02-20')).toEqual([]);
    expect(said(VESTA, '2023-03-20')).toEqual([
      '4: warning: the orbital elements of (4) Vesta are of 2022-08-09, 223 days before the night of 2023-03-20: it may stand some 10 arcsec or more beside where it is pointed at [the planets disturb its orbit: 3.4 au from the Earth, elements are good for 200 days; take a fresh line from the Minor Planet Center]',
    ]);
    expect(said(VESTA, '2021-11-21')[0]).toContain('261 days after the night of 2021-11-21');
  });

  it('those of a comet after 100 days, and sooner when it is near the Earth', () => {
    expect(said(COMET_E3, '2022-10-20')).toEqual([]);
    expect(said(COMET_E3, '2022-11-30')).toEqual([]);
    expect(said(COMET_E3, '2022-12-10')[0]).toContain('au from the Earth, elements are good for 100 days');
    expect(said(COMET_E3, '2023-02-01')[0]).toContain('0.28 au from the Earth, elements are good for 60 days');
  });

  it('those of a line without an epoch by its perihelion', () => {
    const without = `${COMET_E3.slice(0, 81)}        ${COMET_E3.slice(89)}`;
    expect(said(without, '2023-01-20')).toEqual([]);
    expect(said(without, '2022-08-22')[0]).toContain(
      'the orbital elements of C/2022 E3 (ZTF) say no epoch, and its perihelion is 2023-01-12, 143 days after the night of 2022-08-22',
    );
  });
});
