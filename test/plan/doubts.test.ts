import { describe, expect, it } from 'vitest';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkPlan } from '../../engine/plan/check.js';
import type { Plan } from '../../engine/plan/plan.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';
import { planOf, said, target } from '../support/checks.js';

const steps = STEP_KINDS;

describe('what is legal and doubtful is a warning, in these words', () => {
  const body = (head: string): Plan => planOf('steps: [{ wait: 5 min }]\n', head);
  const IN_ORDER = 'startup: [connect, open, unpark]\nshutdown: [park, close, disconnect]\n';
  const NIGHT = 'night: { start: nautical dusk, end: nautical dawn }\n';

  it.each<[string, string]>([
    [
      'startup: [open, unpark]\nshutdown: [park, close]\n',
      '1: warning: no step connects the devices [add `- connect` as the first step of `startup`]',
    ],
    [
      'startup: [unpark, connect, open]\nshutdown: [park, close]\n',
      '3: warning: "unpark the mount" comes before the devices are connected [put `- connect` first]',
    ],
    [
      'startup: [connect, unpark]\nshutdown: [disconnect]\n',
      '1: warning: the shutdown does not park the mount [add `- park` to `shutdown`; it is parked in any case when the night ends]',
    ],
    [
      'startup: [connect, open]\nshutdown: [park]\n',
      '3: warning: the shutdown does not close the roof that the plan opens [add `- close` to `shutdown`, after `- park`]',
    ],
    [
      'startup: [connect, open]\nshutdown: [close, park]\n',
      '4: warning: the roof is closed before the mount is parked [put `- park` before `- close`]',
    ],
    [
      'startup: [connect, { cool: { to: -10 C } }]\nshutdown: [park]\n',
      '3: warning: the camera is cooled and never warmed [add `- warm: { over: 10 min }` to `shutdown`]',
    ],
    [
      'startup: [connect]\nshutdown: [disconnect, park]\n',
      '4: warning: "park the mount" comes after the devices are disconnected [put `- disconnect` last]',
    ],
  ])('%s', (head, doubt) => {
    expect(said(body(head))).toEqual([doubt]);
  });

  it('when light frames are taken of a parked mount below a closed roof', () => {
    expect(said(planOf(target('M31'), 'startup: [connect]\nshutdown: [park]\n'))).toEqual([
      '6: warning: "M31" points the mount, and no step unparks it [add `- unpark` to `startup`: every night begins with the mount parked]',
      '6: warning: "M31" takes light frames, and no step opens the roof [add `- open` to `startup`: every night begins with the roof closed]',
    ]);
  });

  it('when nobody watches the weather', () => {
    const { safetyMonitor: _monitor, ...devices } = builtInSimulator().devices;
    expect(said(body(IN_ORDER), undefined, { ...builtInSimulator(), devices })).toEqual([
      '1: warning: the observatory "Simulated observatory" has no safety monitor: nobody tells Nocturne that it rains [name one under `devices:` as `safety-monitor`, or say under `safety:` what the weather must be]',
    ]);
  });

  it('when a target has less time than its frames take, and the night less than the plan', () => {
    const plan = planOf(`${NIGHT}${target('M31').replace('count: 10', 'count: 2000')}`);
    expect(said(plan)).toEqual([
      '1: warning: the plan asks for 33 h 39 min of work, and the night has 11 h 36 min [what is left is taken in the nights that follow, if the plan is resumed]',
      '7: warning: M31 can be imaged for 9 h 33 min in the night of 2026-11-21, and its frames take 33 h 39 min [what is left is taken in the nights that follow, if the plan is resumed]',
    ]);
  });

  it('when a plan without an end goes on into the day', () => {
    const [plain] = said(planOf(target('Polaris').replace('count: 10', 'count: 900')));
    expect(plain).toBe(
      '1: warning: the plan has no end of its own and asks for 15 h 09 min of work: it goes on after 07:39, when the sun is up [add `night: { end: nautical dawn }`]',
    );
  });

  it('when a target is out of its limits for most of the night', () => {
    expect(said(planOf(`${NIGHT}${target('M42', 'while: { altitude: "> 45 deg" }, ')}`))).toEqual([
      '7: warning: M42 is out of its limits for most of the night of 2026-11-21: it can be imaged for 4 h 03 min of 11 h 36 min, 00:42 to 04:45; at 21:55 altitude is 12.8 deg, and shall be > 45 deg [nothing else is done while a target is waited for: give others their turn before it, or put them together under `choose`]',
    ]);
    // Where it has a time of its own, that is what counts; and among others it is not waited for.
    expect(
      said(planOf(`${NIGHT}${target('M42', 'from: 23:30, until: 04:00, while: { altitude: "> 45 deg" }, ')}`)),
    ).toEqual([]);
  });

  it('when a limit is the wrong way round', () => {
    expect(said(planOf(target('M31', 'while: { altitude: "< 75 deg" }, ')))).toEqual([
      '6: warning: M31 is imaged only while its altitude is < 75 deg [did you mean `altitude: "> 75 deg"`?]',
    ]);
  });

  it('when a guided target flips, and nothing starts the guider again', () => {
    const dithered = (flip: string): readonly string[] =>
      said(planOf(`${NIGHT}${target('M31', `dither: 3, ${flip}`)}`));
    expect(dithered('')).toEqual([
      '7: warning: M31 is dithered and crosses the meridian at 21:52, and nothing starts the guider again after the flip [add `flip: { then: [recenter, guide] }`]',
    ]);
    expect(dithered('flip: { then: [recenter] }, ')).toHaveLength(1);
    expect(dithered('flip: { then: [recenter, guide] }, ')).toEqual([]);
    expect(dithered('until: 21:00, ')).toEqual([]);
    const fork = {
      ...builtInSimulator(),
      meridian: { ...builtInSimulator().meridian, whenNoSide: 'never flip' as const },
    };
    expect(said(planOf(`${NIGHT}${target('M31', 'dither: 3, ')}`), '2026-11-21', fork)).toEqual([]);
  });

  it('when the mount is to follow what does not move', () => {
    expect(said(planOf(target('M31', 'track: sidereal, ')))).toEqual([
      '6: warning: "track" is for planets, the moon, comets and asteroids, and M31 is none: it changes nothing [take `track` out]',
    ]);
  });

  it('when frames name no filter beside others that do, and when one is exposed for hours', () => {
    const frames = 'frames: [{ filter: L, exposure: 60 s }, { exposure: 60 s }, { filter: R, exposure: 90 min }]';
    expect(said(planOf(`steps:\n  - target: { name: M31, ${frames} }\n`))).toEqual([
      '6: warning: these frames name no filter: they are taken through the one that is in the beam by then [add `filter:`, as other frames of this plan have it]',
      '6: warning: each of these frames is exposed for 90 min [look at the unit: a cloud, a gust or an aeroplane costs the whole frame]',
    ]);
  });
});

describe('a target with the name of something that stands elsewhere', () => {
  const saidAt = (name: string, position: string): readonly string[] =>
    said(planOf(target(name, `position: ${position}, `)), undefined).filter((text) => text.includes('catalogue'));

  it.each<[string, string, string]>([
    ['M31', '0.7123 41.2692', 'its right ascension is probably in hours'],
    ['M33', '{ ra: 23.4621 h, dec: 30.66 }', 'its right ascension is probably in degrees'],
    ['NGC 253', '00h47m33s +25d17m18s', 'its declination probably has the wrong sign'],
    ['M42', '00h42m44s +41d16m09s', 'leave `position` away'],
  ])('%s at %s: %s', (name, position, hint) => {
    const [text, ...rest] = saidAt(name, position);
    expect(rest).toEqual([]);
    expect(text).toMatch(
      new RegExp(`warning: the position of ${name} is \\d+ deg from where the catalogue has it, .*${hint}`),
    );
  });

  it.each([
    ['M31', '00h42m44s +41d16m09s'],
    ['M31', '00h40m00s +40d00m00s'],
    ['Backyard nova', '0.7123 41.2692'],
    ['M31', '{ altitude: 60 deg, azimuth: 180 deg }'],
  ])('says nothing of %s at %s', (name, position) => {
    expect(saidAt(name, position)).toEqual([]);
  });
});

describe('files of frames that would have the same names are told of', () => {
  const two = (a: string, b: string): Plan =>
    planOf(
      `steps:\n  - target:\n      name: M31\n      frames:\n        - { filter: L, exposure: 60 s, ${a} }\n        - { filter: L, exposure: 60 s, ${b} }\n`,
    );
  const other = 'M31/L-60s';

  it.each<[string, string, string, string]>([
    ['gain', 'gain: 100', 'gain: 200', 'put {gain} into'],
    ['binning', 'count: 2', 'binning: 2', 'put {binning} into'],
    ['offset and gain', 'gain: 0, offset: 10', 'gain: 5, offset: 30', 'put {gain} and {offset} into'],
    ['nothing at all', 'count: 2', 'count: 3', 'put {set} into'],
  ])('when they differ in %s', (_, a, b, hint) => {
    const [problem, ...rest] = checkPlan(two(a, b), builtInSimulator(), { steps });
    expect(rest).toEqual([]);
    expect(problem?.message).toMatch(
      /^the files of "M31\/L-60s.*" would have the same names as those of "M31\/L-60s.*": a number at their end tells them apart$/u,
    );
    expect(problem?.hint).toBe(
      `${hint} \`name\` under \`images\` of the observatory: it is now {night}/{target}/{target}_{type}_{filter}_{exposure}s_{n}.fits`,
    );
    expect([problem?.place.line, problem?.related?.[0]?.place.line, other]).toEqual([10, 9, other]);
  });

  it('and not when the pattern tells them apart', () => {
    const observatory = { ...builtInSimulator(), images: { folder: '/', name: '{target}_{gain}_{n}' } };
    expect(checkPlan(two('gain: 100', 'gain: 200'), observatory, { steps })).toEqual([]);
  });
});
