import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { loadPlan, parsePlan } from '../../engine/plan/load.js';
import { parseOrbitLine } from '../../engine/plan/orbits/orbit-line.js';
import type { Position } from '../../engine/plan/plan.js';
import { previewNight } from '../../engine/plan/preview.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { placeFrom } from '../../engine/plan/target-time.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { altitudeAt, bodyPosition, hourAngle, j2000, separation, toApparent } from '../../sky/index.js';
import { COMET_E3 as E3, VESTA } from '../support/orbits.js';
import { SITE } from '../support/rehearsal.js';

function positionOf(written: string): Position {
  const { plan, problems, sources } = parsePlan(
    `sequence: T\nobservatory: simulator\nsteps:\n  - slew: { to: ${written} }\n`,
    'night.yaml',
    { steps: STEP_KINDS },
  );
  expect(renderProblems(problems, sources)).toBe('');
  const [step] = plan!.steps;
  return (step as unknown as { body: { to: Position } }).body.to;
}

function wrong(written: string): string {
  const text = `sequence: T\nobservatory: simulator\nsteps:\n  - slew: { to: ${written} }\n`;
  const { problems, sources } = parsePlan(text, 'night.yaml', { steps: STEP_KINDS });
  return renderProblems(problems, sources);
}

describe('what moves against the stars', () => {
  it('is a planet or the moon by its name', () => {
    expect(positionOf('jupiter')).toEqual({ kind: 'body', body: { kind: 'planet', name: 'Jupiter' } });
    expect(positionOf('Moon')).toEqual({ kind: 'body', body: { kind: 'moon' } });
    expect(wrong('Sun')).toContain('nothing is pointed at the sun');
    expect(wrong('Jupitr')).toContain('did you mean `Jupiter`?');
  });

  it('has another place an hour later, where a star has the same', () => {
    const at = Date.UTC(2026, 10, 21, 22);
    const moon = placeFrom(positionOf('moon'), at, SITE);
    expect(separation(moon(at), moon(at + 3_600_000))).toBeGreaterThan(0.15);
    const star = placeFrom(positionOf('Vega'), at, SITE);
    expect(star(at + 3_600_000)).toEqual(star(at));
  });

  it('is a comet or an asteroid by a line of the Minor Planet Center', () => {
    const comet = parseOrbitLine(E3);
    expect(comet.name).toBe('C/2022 E3 (ZTF)');
    expect(comet.orbit).toMatchObject({ perihelionDistance: 1.112247, eccentricity: 1.000278, inclination: 109.1687 });
    expect(comet.orbit.perihelion).toBeCloseTo(Date.UTC(2023, 0, 12) / 86_400_000 - 10_957.5 + 0.7863, 6);
    const vesta = parseOrbitLine(VESTA);
    expect(vesta.name).toBe('(4) Vesta');
    expect(vesta.orbit.epoch).toBe(Date.UTC(2022, 7, 9) / 86_400_000 - 10_957.5);
    expect(vesta.orbit.perihelionDistance).toBeCloseTo(2.153183, 5);
    expect(parseOrbitLine(E3.trim()), 'the blanks before a comet got lost').toEqual(comet);
    expect(positionOf(`{ orbit: "${E3}" }`)).toEqual({ kind: 'body', body: { kind: 'orbit', ...comet } });
  });

  it('is told with its column when its line is wrong', () => {
    const said = wrong(`{ orbit: "${VESTA.replace('0.0884019', '0.08840x9')}" }`);
    expect(said).toContain('night.yaml:4:');
    expect(said).toContain('the eccentricity, columns 71 to 79: expected a number, found "0.08840x9"');
    const column = 2 + '- slew: { to: { orbit: "'.length + 71;
    expect(said).toContain(`night.yaml:4:${String(column)}: error`);
    expect(wrong('{ orbit: "12P/Pons-Brooks" }')).toContain('this is no line of orbital elements');
    expect(wrong(`{ orbit: "${E3.replace('2023 01 12', '2023 02 30')}" }`)).toContain('there is no day 30.7863');
  });

  it('comes from a file beside the plan by any of its names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nocturne-orbits-'));
    writeFileSync(
      join(folder, 'orbits.txt'),
      `# mine\n${E3}\n${VESTA}\n${VESTA.replace('2.3619872', 'x.3619872').replace('(4) Vesta', '(9) Bad')}\n`,
    );
    const load = (name: string): ReturnType<typeof loadPlan> => {
      const file = join(folder, 'night.yaml');
      writeFileSync(
        file,
        `sequence: T\nobservatory: simulator\nsteps:\n  - target: { name: T, position: { orbit-file: orbits.txt, name: ${name} }, frames: [{ exposure: 60 s }] }\n`,
      );
      return loadPlan(file, { steps: STEP_KINDS });
    };
    const titleOf = (name: string): string => {
      const { plan, problems, sources } = load(name);
      expect(renderProblems(problems, sources)).toBe('');
      const [node] = plan!.steps;
      return node?.node === 'target' && node.position.kind === 'body' && node.position.body.kind === 'orbit'
        ? node.position.body.name
        : '';
    };
    for (const name of ['Vesta', '4', '(4) Vesta']) expect(titleOf(name)).toBe('(4) Vesta');
    for (const name of ['C/2022 E3', 'c/2022 e3 (ztf)']) expect(titleOf(name)).toBe('C/2022 E3 (ZTF)');
    const none = load('Ceres');
    expect(renderProblems(none.problems, none.sources)).toContain('orbits.txt has no line for "Ceres"');
    const bad = load('Bad');
    expect(bad.problems[0]?.place).toMatchObject({ file: join(folder, 'orbits.txt'), line: 4, column: 93 });
  });
});

describe('a preview of a body', () => {
  const { plan } = parsePlan(
    `sequence: T\nobservatory: simulator\nnight: { start: "20:00" }\nsteps:\n  - target: { name: M, position: moon, while: { hour-angle: "> 0 h" }, frames: [{ exposure: 60 s }] }\n`,
    'night.yaml',
    { steps: STEP_KINDS },
  );
  const observatory = builtInSimulator();
  const { site } = observatory;
  const night = previewNight(plan!, observatory, { steps: STEP_KINDS, date: '2026-11-21' });
  const moon = (at: number) => bodyPosition({ kind: 'moon' }, at, site);

  it('begins when its limits hold where it is then', () => {
    const [frame] = night.events.filter(({ kind }) => kind === 'frame');
    const minutes = 60 * hourAngle(toApparent(moon(frame!.from), frame!.from).ra, frame!.from, site);
    expect(minutes).toBeGreaterThanOrEqual(0);
    expect(minutes).toBeLessThan(2);
  });

  it('has the curve of the body, not that of a star', () => {
    const [target] = night.targets;
    const off = target!.curve.map(([at, altitude]) => Math.abs(altitude - altitudeAt(moon(at), at, site)));
    expect(Math.max(...off)).toBeLessThan(1e-6);
  });
});

describe('coordinates of another epoch', () => {
  const place = (written: string) => {
    const at = positionOf(written);
    if (at.kind !== 'equatorial') throw new Error('not coordinates');
    return at;
  };
  it('become those of J2000 when the plan is read', () => {
    const at = place('{ ra: 5h, dec: 20 deg, epoch: B1950 }');
    expect(at.epoch).toBe('J2000');
    expect(separation(j2000(at.ra, at.dec), j2000(5.0492535749, 20.0703191171))).toBeLessThan(0.1 / 3600);
    expect(place('05h00m00s +20d00m00s B1950')).toEqual(at);
    expect(place('05h00m00s +20d00m00s J2015.5').ra).toBeCloseTo(4.98474048, 6);
    expect(place('05h00m00s +20d00m00s now').epoch).toBe('of date');
  });
});
