import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../engine/plan/load.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

/** Cases that begin with this line are put into a sequence that is otherwise right. */
const WITHIN = 'sequence: T\nobservatory: simulator\nsteps:\n';

interface Case {
  readonly title: string;
  readonly text: string;
}

function casesOf(file: string): readonly Case[] {
  const text = readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8');
  return text
    .split(/^# (?=[^\n]+\n)/mu)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      const body = `${lines.join('\n').trimEnd()}\n`;
      return { title, text: body.startsWith('~~~\n') ? WITHIN + body.slice(4).replace(/^(?=.)/gmu, '  ') : body };
    });
}

/** Everything that is said of a file, as a person reads it. */
function said({ text }: Case): string {
  const { problems, sources } = parsePlan(text, 'night.yaml', { steps: STEP_KINDS });
  return renderProblems(problems, sources);
}

describe('a wrong file is answered in words that help', () => {
  const cases = casesOf('wrong-files.cases');
  it('in more than 80 ways of being wrong, none of which is taken', () => {
    expect(cases.length).toBeGreaterThan(80);
    expect(cases.filter((each) => said(each) === '').map(({ title }) => title)).toEqual([]);
  });

  it('with exactly these messages', async () => {
    const all = cases.map((each) => `## ${each.title}\n\n${said(each)}\n`).join('\n');
    await expect(all).toMatchFileSnapshot('data/wrong-files.expected.txt');
  });
});
