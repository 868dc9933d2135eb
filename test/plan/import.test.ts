import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkPlan } from '../../engine/plan/check.js';
import { importPlan } from '../../engine/plan/import/index.js';
import { MalformedFile } from '../../engine/plan/import/malformed-file.js';
import { parsePlan } from '../../engine/plan/load.js';
import { renderProblems } from '../../engine/plan/problem.js';
import type { Plan } from '../../engine/plan/plan.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

function imported(text: string, file: string, beside: Readonly<Record<string, string>> = {}) {
  const made = importPlan(text, file, { readBeside: (name) => beside[name] })!;
  const { plan, problems, sources } = parsePlan(made.yaml, 'imported.yaml', { steps: STEP_KINDS });
  expect(renderProblems(problems, sources)).toBe('');
  return { ...made, plan: plan! };
}

const frames = (plan: Plan): readonly unknown[] =>
  plan.steps.flatMap((node) =>
    node.node === 'target'
      ? node.frames.map(({ filter, exposure, count }) => [node.name, filter, exposure, count])
      : [],
  );

const QUEUE = `<?xml version="1.0" encoding="UTF-8"?>
<SequenceQueue version='2.6'>
<Job><Exposure>120</Exposure><Binning><X>1</X><Y>1</Y></Binning><Filter>L</Filter><Type>Light</Type><Count>20</Count><Delay>0</Delay></Job>
<Job><Exposure>60</Exposure><Binning><X>2</X><Y>2</Y></Binning><Filter>R</Filter><Type>Light</Type><Count>10</Count><Delay>5</Delay></Job>
</SequenceQueue>`;

describe('what other programs wrote is imported', () => {
  it('from an observing list of Telescopius', () => {
    const csv = `"Catalogue Entry","Familiar Name","Type","Right Ascension (j2000)","Declination (j2000)"
"M 31","Andromeda Galaxy, the","Galaxy","00h 42m 44s","+41° 16' 09"""
"NGC 7000","","Nebula","20h 59m 17s","+44° 31' 44"""
"Broken","","","soon","+1"`;
    const { plan, notes, from } = imported(csv, 'list.csv');
    expect(from).toBe('Telescopius');
    expect(plan.steps.map((node) => node.title)).toEqual(['Andromeda Galaxy, the', 'NGC 7000']);
    expect(plan.steps[0]).toMatchObject({ position: { ra: expect.closeTo(0.7122, 3) as number } });
    expect(notes.join('\n')).toContain('line 4');
  });

  it('from a mosaic of Telescopius', () => {
    const csv =
      `Pane, RA, DEC, Position Angle (East), Pane width (arcmins)\n1-1, 20h 57' 00", +44° 20' 00", 0, 60\n`.replaceAll(
        `20h 57' 00"`,
        '20h57m00s',
      );
    const { plan, notes } = imported(csv, 'mosaic.csv');
    expect(plan.steps.map((node) => node.title)).toEqual(['1-1']);
    expect(notes).toContain('left out: position angles');
  });

  it('from a schedule of Ekos with its captures', () => {
    const schedule = `<?xml version="1.0"?>
<SchedulerList version='2.0'>
<!-- two of them -->
<Job><Name>M 31 &amp; friends</Name><Coordinates><J2000RA>0.712</J2000RA><J2000DE>41.269</J2000DE></Coordinates>
<Sequence>/home/me/lrgb.esq</Sequence>
<StartupCondition><Condition>ASAP</Condition></StartupCondition>
<Constraints><Constraint value='30'>MinimumAltitude</Constraint><Constraint value='45'>MoonSeparation</Constraint></Constraints>
</Job>
</SchedulerList>`;
    const { plan, notes } = imported(schedule, 'night.esl', { 'lrgb.esq': QUEUE });
    expect(frames(plan)).toEqual([
      ['M 31 & friends', 'L', 120, 20],
      ['M 31 & friends', 'R', 60, 10],
    ]);
    expect(plan.steps[0]).toMatchObject({
      while: [
        { quantity: 'altitude', value: 30 },
        { quantity: 'moon-separation', value: 45 },
      ],
    });
    expect(notes[0]).toBe('left out: delay between frames');
  });

  it('from captures of Ekos alone', () => {
    const { plan } = imported(QUEUE, 'lrgb.esq');
    expect(plan.steps.map((node) => node.title)).toEqual(['expose 20 x 120 s L', 'expose 10 x 60 s R']);
  });

  it('from a sequence of N.I.N.A.', () => {
    const values = (...items: readonly object[]): object => ({ $type: 'ObservableCollection', $values: items });
    const type = (kind: string, more: object = {}): object => ({
      $type: `NINA.Sequencer.${kind}, NINA.Sequencer`,
      ...more,
    });
    const sequence = type('Container.SequenceRootContainer', {
      Name: 'My night',
      Items: values(
        type('Container.StartAreaContainer', {
          Items: values(type('SequenceItem.Camera.CoolCamera', { Temperature: -10, Duration: 10 })),
        }),
        type('Container.TargetAreaContainer', {
          Items: values(
            type('Container.DeepSkyObjectContainer', {
              Target: {
                TargetName: 'M 42',
                Rotation: 12,
                InputCoordinates: {
                  RAHours: 5,
                  RAMinutes: 35,
                  RASeconds: 17,
                  NegativeDec: true,
                  DecDegrees: -5,
                  DecMinutes: 23,
                  DecSeconds: 28,
                },
              },
              Items: values(
                type('SequenceItem.Platesolving.Center'),
                type('SequenceItem.Autofocus.RunAutofocus'),
                type('SequenceItem.Imaging.SmartExposure', {
                  Conditions: values(type('Conditions.LoopCondition', { Iterations: 12 })),
                  Triggers: values(type('Trigger.Guider.DitherAfterExposures')),
                  Items: values(
                    type('SequenceItem.FilterWheel.SwitchFilter', { Filter: { _name: 'Ha' } }),
                    type('SequenceItem.Imaging.TakeExposure', {
                      ExposureTime: 300,
                      Gain: 100,
                      Offset: -1,
                      ImageType: 'LIGHT',
                    }),
                  ),
                }),
              ),
            }),
          ),
        }),
        type('Container.EndAreaContainer', {
          Items: values(
            type('SequenceItem.Camera.WarmCamera', { Duration: 5 }),
            type('SequenceItem.Telescope.ParkScope'),
          ),
        }),
      ),
    });
    const { plan, notes, yaml } = imported(JSON.stringify(sequence), 'night.json');
    expect(plan.name).toBe('My night');
    expect(frames(plan)).toEqual([['M 42', 'Ha', 300, 12]]);
    expect(plan.steps[0]).toMatchObject({ position: { dec: expect.closeTo(-5.391, 2) as number } });
    expect(plan.startup.map((node) => node.title)).toEqual([
      'connect the devices',
      'cool the camera to -10 C',
      'open the roof',
      'unpark the mount',
    ]);
    expect(notes).toEqual([
      'left out: position angle',
      'left out: RunAutofocus',
      'left out: trigger DitherAfterExposures',
      'added: open, unpark, close; take out open and close where there is no roof',
    ]);
    expect(yaml).toContain('# - left out: RunAutofocus');
  });

  it.each(['', 'hello', '{}', '[1]', '<a><b/></a>', 'a,b\n1,2'])('but not from %j', (text) => {
    expect(importPlan(text, 'x.txt')).toBeUndefined();
  });

  it.each([
    ['<a>\n <b></a>', 2, 'unexpected close tag'],
    ['<SequenceQueue>\n<Job>', 2, 'unclosed tag: Job'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 1, 'it defines entities of its own'],
    ['<x>&nbsp;</x>', 1, 'undefined entity'],
    ['{ "$type": "NINA"\n "Items": 1 }', 2, 'it is not JSON: '],
  ])('and of %j it is said where it is not well formed', (text, line, message) => {
    const attempt = (): unknown => importPlan(text, 'x.txt');
    expect(attempt).toThrow(MalformedFile);
    expect(attempt).toThrow(expect.objectContaining({ line, message: expect.stringContaining(message) as string }));
  });
});

describe('a file as these programs write it', () => {
  const folder = new URL('data/import/', import.meta.url);
  const files = readdirSync(folder).filter((name) => !name.endsWith('.yaml'));

  it.each(files)('%s becomes a sequence that checks without an error, and says what it leaves out', async (name) => {
    const read = (file: string): string | undefined => {
      const path = new URL(file, folder);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    };
    const made = importPlan(read(name)!, name, { readBeside: read })!;
    await expect(made.yaml).toMatchFileSnapshot(`data/import/${name}.yaml`);
    const { plan, problems, sources } = parsePlan(made.yaml, 'imported.yaml', { steps: STEP_KINDS });
    expect(renderProblems(problems, sources)).toBe('');
    const found = checkPlan(plan!, builtInSimulator(), { steps: STEP_KINDS, date: '2026-11-09' });
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('with a reference from one part to another, as Json.NET writes what stands twice', () => {
    const { plan } = imported(readFileSync(new URL('autumn-lrgb.json', folder), 'utf8'), 'autumn-lrgb.json');
    // The provider of the time is that of the startup, by its $ref.
    expect(plan.steps[0]).toMatchObject({ from: { base: { event: 'nautical dusk' }, offset: 1_800_000 } });
  });
});
