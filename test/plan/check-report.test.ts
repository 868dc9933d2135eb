import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { checkReport } from '../../engine/cli/text/check-report.js';
import { prospect } from '../../engine/cli/text/prospect.js';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkForeseen } from '../../engine/plan/check-foreseen.js';
import { previewNight } from '../../engine/plan/preview.js';
import type { Plan } from '../../engine/plan/plan.js';
import { nightTimes } from '../../engine/plan/times.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { planOf } from '../support/checks.js';
import { nocturne, scratchFolder } from '../support/program.js';

const date = '2026-11-21';
const observatory = builtInSimulator();
const NIGHT = 'night: { start: nautical dusk, end: nautical dawn }\n';
const drawn = (plan: Plan) => previewNight(plan, observatory, { steps: STEP_KINDS, date });
const terminal = {
  interactive: false,
  color: false,
  columns: () => 100,
  print: () => undefined,
  complain: () => undefined,
  write: () => undefined,
};

const TWO = `${NIGHT}steps:
  - target: { name: M31, while: { altitude: "> 30 deg" }, frames: [{ filter: L, exposure: 300 s, count: 60 }] }
  - target: { name: NGC 7000, while: { altitude: "> 35 deg" }, frames: [{ filter: Ha, exposure: 300 s, count: 12 }] }
`;

describe('what only the whole night shows', () => {
  it('is a target that has set when its turn comes', () => {
    const plan = planOf(TWO);
    expect(checkForeseen(plan, drawn(plan)).map(({ place, message, hint }) => [place.line, message, hint])).toEqual([
      [
        8,
        'of 12 frames of NGC 7000, none can be foreseen in the night of 2026-11-21: it is left because altitude is 19.1 deg, and shall be > 35 deg',
        'give it its turn earlier, or resume the plan in the nights that follow',
      ],
    ]);
  });

  it('is not the branch that is not taken', () => {
    const branch = `${NIGHT}steps:\n  - when: { if: { moon-altitude: "< -90 deg" }, steps: [{ target: { name: M31, frames: [{ exposure: 60 s }] } }] }\n`;
    const plan = planOf(branch);
    expect(checkForeseen(plan, drawn(plan))).toEqual([]);
  });
});

describe('what will happen', () => {
  it('is told in about ten lines, however many targets there are', () => {
    const targets = Array.from(
      { length: 60 },
      (_, n) =>
        `      - { name: Field ${String(n)}, position: ${String(n % 24)}h00m +20d00m, frames: [{ exposure: 60 s }] }\n`,
    );
    const plan = planOf(`${NIGHT}steps:\n  - choose:\n      targets:\n${targets.map((line) => `  ${line}`).join('')}`);
    const text = prospect(
      { plan, observatory, night: nightTimes(date, observatory.site), steps: STEP_KINDS, preview: drawn(plan) },
      terminal,
    );
    expect(text.split('\n').length).toBeLessThanOrEqual(12);
    expect(text).toContain('57 more targets to Field 59: 57 frames');
    expect(text).toContain('foreseen');
  });

  it('is told to programs, in instants', () => {
    const plan = planOf(TWO);
    const { ok, night } = checkReport([], plan, drawn(plan));
    expect(ok).toBe(true);
    expect(night).toMatchObject({ sequence: 'T', date, frames: { planned: 72, expected: 60 } });
    expect(night?.targets.map(({ id, planned, expected }) => [id, planned, expected])).toEqual([
      ['M31', 60, 60],
      ['NGC-7000', 12, 0],
    ]);
    expect(night?.targets[0]?.possible[0]?.from).toMatch(/^2026-11-21T\d\d:\d\d:\d\d\.\d{3}Z$/u);
    expect(JSON.parse(JSON.stringify(night))).toEqual(night);
  });

  it('and what is wrong too, with an exit code', { timeout: 180_000 }, async () => {
    const file = join(scratchFolder(), 'night.yaml');
    writeFileSync(file, 'sequence: T\nobservatory: simulator\nsteps: [bark]\n');
    const { code, stdout } = await nocturne(['check', file, '--json']);
    expect(code).toBe(EXIT.plan);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      problems: [
        {
          severity: 'error',
          code: 'unknown-step',
          message: 'unknown step "bark"',
          hint: 'did you mean `park`?',
          place: { file, line: 3, column: 9, length: 4 },
        },
      ],
    });
  });
});
