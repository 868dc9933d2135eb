import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlan } from '../../engine/plan/load.js';
import { loadObservatory } from '../../engine/plan/observatory-file.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

let folder: string;
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nocturne-plan-'));
  mkdirSync(join(folder, 'nights'));
  put('outside.yaml', 'blocks: { a: { steps: [park] } }\n');
  put(
    'nights/blocks.yaml',
    'blocks:\n  darks:\n    parameters: { time: 60 s }\n    steps:\n      - expose: { type: dark, exposure: $time, cont: 5 }\n',
  );
  put('nights/good.yaml', 'blocks:\n  darks: { steps: [{ expose: { type: dark, exposure: 60 s } }] }\n');
  symlinkSync(join(folder, 'outside.yaml'), join(folder, 'nights/link.yaml'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function use(from: string) {
  const path = put(
    'nights/night.yaml',
    `sequence: T\nobservatory: simulator\nsteps:\n  - use: { block: darks, from: ${from} }\n`,
  );
  return loadPlan(path, { steps: STEP_KINDS });
}

describe('blocks of another file', () => {
  it('are put in place', () => {
    expect(use('good.yaml').plan?.steps.map(({ id }) => id)).toEqual(['darks/expose-dark-60s']);
  });

  it('show their mistakes in their own file, and where they are used', () => {
    const { problems, sources } = use('blocks.yaml');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      message: 'unknown key "cont" in "expose"',
      hint: 'did you mean `count`?',
      place: { file: join(folder, 'nights/blocks.yaml'), line: 5 },
      related: [{ place: { file: join(folder, 'nights/night.yaml'), line: 4 } }],
    });
    expect(sources.has(problems[0]!.place.file)).toBe(true);
  });

  it.each(['../outside.yaml', 'link.yaml', '/etc/hostname'])('do not come from outside the folder: %s', (from) => {
    expect(use(from).problems[0]?.message).toMatch(/outside the folder|leads out of the folder/u);
  });
});

describe('a file that cannot be read is one clear problem', () => {
  it.each([
    ['nowhere.yaml', 'the sequence cannot be read: there is no such file'],
    ['nights', 'the sequence cannot be read: it is a folder'],
  ])('%s', (name, message) => {
    expect(loadPlan(join(folder, name), { steps: STEP_KINDS }).problems.map((each) => each.message)).toEqual([message]);
  });

  it('when it is no text', () => {
    writeFileSync(join(folder, 'image.yaml'), Buffer.from([0x89, 0x50, 0xff, 0xfe, 0x00]));
    const { problems } = loadPlan(join(folder, 'image.yaml'), { steps: STEP_KINDS });
    expect(problems[0]?.message).toBe('the sequence cannot be read: it is not a text in UTF-8');
  });

  it('for an observatory too, with what an observatory can be', () => {
    const { problems } = loadObservatory('backyard.yaml', { relativeTo: folder });
    expect(problems[0]).toMatchObject({
      message: 'the observatory file cannot be read: there is no such file',
      hint: 'an observatory is simulator, a file beside the sequence, or the URL of an Alpaca server',
    });
  });
});

describe('a horizon file', () => {
  const observatory = (horizon: string): string =>
    `observatory: T\nsite: { latitude: 48, longitude: 11, elevation: 5, zone: UTC, horizon: ${horizon} }\nserver: simulator\ndevices: { telescope: 0 }\n`;

  it('is read beside the observatory, in any order of its points', () => {
    put('trees.hrz', '# my trees\n180 20\n0 10.5\n\n90, 15\n');
    const path = put('o.yaml', observatory('trees.hrz'));
    const { observatory: read } = loadObservatory(path, { relativeTo: '.' });
    expect(read?.site.horizon).toEqual([
      [0, 10.5],
      [90, 15],
      [180, 20],
    ]);
  });

  it('shows its own mistakes in its own lines', () => {
    put('bad.hrz', '0 10\neast 15\n400 3\n');
    const { problems } = loadObservatory(put('p.yaml', observatory('bad.hrz')), { relativeTo: '.' });
    expect(problems.map(({ place }) => [place.file, place.line])).toEqual([
      [join(folder, 'bad.hrz'), 2],
      [join(folder, 'bad.hrz'), 3],
    ]);
  });
});
