import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkReport, type CheckReport } from '../../engine/cli/text/check-report.js';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { parsePlan } from '../../engine/plan/load.js';
import { previewNight } from '../../engine/plan/preview.js';
import { parseObservatory } from '../../engine/plan/observatory-file.js';
import { position } from '../../engine/plan/quantities.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

function examples(page: string): readonly string[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/gu)].map(([, code]) => code!);
}

const HEAD = 'sequence: T\nobservatory: simulator\n';
const OBSERVATORY = examples('observatory.md')[0]!;

/** An example made into a whole file: a part of one stands in a sequence that is otherwise right. */
function whole(example: string): string {
  const steps = example.replaceAll('[...]', '[park]');
  if (steps.startsWith('- ')) return `${HEAD}steps:\n${steps.replace(/^/gmu, '  ')}`;
  if (!/^sequence:/mu.test(steps)) return `${HEAD}${steps}${/^steps:/mu.test(steps) ? '' : 'steps: [park]\n'}`;
  return steps;
}

describe('the examples of the guide are right', () => {
  const sequences = examples('sequences.md').filter((example) => !example.startsWith('position:'));
  it.each(sequences.map((example) => [example.split('\n')[0], example]))('%s', (_, example) => {
    const text = whole(example)
      .replace(
        'targets: [park]',
        'targets: [{ name: M31, frames: [{ exposure: 1 }] }, { name: M33, frames: [{ exposure: 1 }] }]',
      )
      // A file beside the guide that the example only names.
      .replace(/^.*calibration\.blocks\.yaml.*\n/mu, '');
    const { problems, sources } = parsePlan(text, 'guide.yaml', { steps: STEP_KINDS });
    expect(renderProblems(problems, sources)).toBe('');
  });

  it('in all the spellings of a position', () => {
    const [block] = examples('sequences.md').filter((example) => example.startsWith('position:'));
    for (const line of block!.trim().split('\n')) {
      const { position: value } = parse(line) as { position: unknown };
      expect(position.safeParse(value).success, line).toBe(true);
    }
  });

  it.each(['frames.md', 'flip.md'])('of the observatory in %s', (page) => {
    for (const part of examples(page)) {
      // What a part says anew replaces what the whole says.
      const [devices] = /^devices: .*$/mu.exec(part) ?? [];
      const text = `${devices ? OBSERVATORY.replace('devices: {', 'devices: { switch: 0,') : OBSERVATORY}${part.replace(/^devices: .*\n/mu, '')}`;
      const { problems, sources } = parseObservatory(text, 'guide.observatory.yaml');
      expect(renderProblems(problems, sources)).toBe('');
    }
  });

  it('of the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    for (const [, code = ''] of readme.matchAll(/```yaml\n([\s\S]*?)```/gu)) {
      const { problems, sources } = parsePlan(whole(code), 'readme.yaml', { steps: STEP_KINDS });
      expect(renderProblems(problems, sources)).toBe('');
    }
  });

  it('of what a check says to programs', () => {
    const page = readFileSync(new URL('../../docs/sequences.md', import.meta.url), 'utf8');
    const [, json = ''] = /```json\n([\s\S]*?)```/u.exec(page) ?? [];
    const shown = JSON.parse(json) as CheckReport;
    const plan = parsePlan(sequences[0]!, 'night.yaml', { steps: STEP_KINDS }).plan!;
    const drawn = previewNight(plan, builtInSimulator(), { steps: STEP_KINDS, date: '2026-11-21' });
    const real = checkReport([], plan, drawn);
    expect(Object.keys(real)).toEqual(Object.keys(shown));
    expect(Object.keys(real.night!)).toEqual(Object.keys(shown.night!));
    expect(Object.keys(real.night!.targets[0]!).sort()).toEqual(Object.keys(shown.night!.targets[0]!).sort());
  });

  it('of the observatory, alone and with each of its parts', () => {
    const parts = examples('observatory.md').slice(1);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of ['', ...parts]) {
      const text = `${OBSERVATORY.replace('safety-monitor: 0 }', 'safety-monitor: 0, observing-conditions: 0 }')}${part}`;
      const { problems, sources } = parseObservatory(text, 'guide.observatory.yaml');
      expect(renderProblems(problems, sources)).toBe('');
    }
  });
});
