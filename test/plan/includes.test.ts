import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
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
  mkdirSync(join(folder, 'elsewhere'));
  put('elsewhere/good.yaml', 'blocks: { darks: { steps: [park] } }\n');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'nights/away'));
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

  it.each(['../outside.yaml', 'link.yaml', 'away/good.yaml', './a/../../outside.yaml', '/etc/hostname'])(
    'do not come from outside the folder: %s',
    (from) => {
      expect(use(from).problems[0]?.message).toMatch(/outside the folder|leads out of the folder/u);
    },
  );
});

describe('a file that cannot be read is one clear problem', () => {
  it.each([
    ['nowhere.yaml', 'the sequence cannot be read: there is no such file'],
    ['nights', 'the sequence cannot be read: it is a folder'],
    ['outside.yaml/night.yaml', 'the sequence cannot be read: a part of its path is a file and no folder'],
  ])('%s', (name, message) => {
    expect(loadPlan(join(folder, name), { steps: STEP_KINDS }).problems.map((each) => each.message)).toEqual([message]);
  });

  const TEXT = 'sequence: T\nobservatory: simulator\nsteps: [park]\n';
  const read = (content: string | Uint8Array): readonly string[] => {
    writeFileSync(join(folder, 'any.yaml'), content);
    return loadPlan(join(folder, 'any.yaml'), { steps: STEP_KINDS }).problems.map(
      ({ message, hint, place }) =>
        `${String(place.line)}:${String(place.column)} ${message}${hint ? ` [${hint}]` : ''}`,
    );
  };

  it('unless it only begins with a byte order mark, or ends its lines as Windows does', () => {
    expect(read(`\ufeff${TEXT}`)).toEqual([]);
    expect(read(TEXT.replaceAll('\n', '\r\n'))).toEqual([]);
    // And what is wrong in it stands where it stands.
    expect(read(`\ufeff${TEXT.replace('park', 'bark')}`.replaceAll('\n', '\r\n'))).toEqual([
      '3:9 unknown step "bark" [did you mean `park`?]',
    ]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['UTF-16, with its mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'it is a text in UTF-16 [save it as UTF-8]'],
    ['UTF-16, without one', Buffer.from(TEXT, 'utf16le'), 'it is a text in UTF-16 [save it as UTF-8]'],
    [
      'UTF-16, big end first',
      Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(),
      'it is a text in UTF-16 [save it as UTF-8]',
    ],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'it is no text'],
  ])('when it is %s', (_, content, why) => {
    expect(read(content)).toEqual([`1:1 the sequence cannot be read: ${why}`]);
  });

  it('when it was saved in the letters of one country, at the place of the first', () => {
    const latin = Buffer.from(`${TEXT}# Andromeda: 20\u00b0\n`, 'latin1');
    expect(read(latin)).toEqual([
      '4:16 the sequence cannot be read: it is not a text in UTF-8 [save it as UTF-8; the place is where it is first something else]',
    ]);
  });

  it('when it is larger than anybody writes, without reading it', () => {
    truncateSync(join(folder, 'any.yaml'), 10_000_000);
    expect(loadPlan(join(folder, 'any.yaml'), { steps: STEP_KINDS }).problems[0]?.message).toBe(
      'the sequence is 10.0 MB large, and at most 2 MB are read',
    );
  });

  it('when it is no ordinary file, which might never come to its end', () => {
    expect(loadPlan('/dev/null', { steps: STEP_KINDS }).problems[0]?.message).toBe(
      'the sequence cannot be read: it is no ordinary file',
    );
  });

  // The administrator may read everything.
  it.skipIf(process.getuid?.() === 0)('when it may not be read', () => {
    chmodSync(put('secret.yaml', TEXT), 0);
    expect(loadPlan(join(folder, 'secret.yaml'), { steps: STEP_KINDS }).problems[0]?.message).toBe(
      'the sequence cannot be read: you may not read this file',
    );
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
