import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createWorld,
  FAULT_KINDS,
  parseScenario,
  ScaledClock,
  ScenarioError,
  serveSimulator,
  stage,
} from '../../devices/simulator/index.js';
import { keysAt } from '../../devices/simulator/scenario/schema-keys.js';
import { withDeadline } from '../../devices/clock.js';
import { VirtualClock } from '../../devices/virtual-clock.js';

const TEXT = `
date: 2026-11-21T20:00:00Z
speed: 10
world:
  seed: 7
  mount: { kind: fork, slew-rate: 3 }
  camera: { width: 640, height: 480, read-noise: 2 }
events:
  - { at: +10 min, for: 20 min, weather: clouds }
  - { at: 2026-11-21T21:00:00Z, for: 90 s, network: lost }
  - { at: +1 h, roof: jammed }
  - { at: +30 s, for: 2 min, fault: { device: camera, member: startExposure, kind: refuse, count: 1 } }
`;

function refusal(text: string): ScenarioError {
  try {
    parseScenario(text, 'bad.yaml');
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error(`this scenario is accepted: ${text}`);
}

describe('a scenario', () => {
  it('says what the observatory is like and what befalls it', async () => {
    const scenario = parseScenario(TEXT);
    expect(scenario.start).toBe(Date.UTC(2026, 10, 21, 20));
    expect(scenario.speed).toBe(10);
    const clock = new VirtualClock(scenario.start);
    const world = createWorld({ ...scenario.world, clock });
    stage(world, scenario.events);
    expect(world.setup.mount).toMatchObject({ kind: 'fork', slewRate: 3, settle: 1 });
    expect(world.setup.camera).toMatchObject({ width: 640, readNoise: 2 });
    const start = clock.now();
    const minute = 60_000;
    expect([9, 11, 29, 31].map((m) => world.weather.safe(start + m * minute))).toEqual([true, false, false, true]);
    expect([59, 60.5, 62].map((m) => world.network.lost(start + m * minute))).toEqual([false, true, false]);
    expect([59, 61].map((m) => world.roof.jammed(start + m * minute))).toEqual([false, true]);
    expect(world.faults.strike('camera', 'startExposure', start + 20_000)).toBeUndefined();
    expect(world.faults.strike('camera', 'startexposure', start + 40_000)?.kind).toBe('refuse');
    expect(world.faults.strike('camera', 'startExposure', start + 41_000)).toBeUndefined();
  });

  it('is refused with all of its problems at once, each with its place', () => {
    const text = `
spead: 10
world:
  mount: { kind: dobson }
events:
  - { at: soon, weather: clouds }
  - { at: +10 min, for: 20 }
  - { at: +10 min, fault: { device: camera, kind: explodes } }
`;
    const { problems } = refusal(text);
    expect(problems.map(({ line, column }) => `${String(line)}:${String(column)}`)).toEqual([
      '2:1',
      '4:18',
      '6:11',
      '7:25',
      '8:51',
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      'unknown key "spead" in "scenario"',
      'expected german, fork or alt-az, found "dobson"',
      expect.stringMatching(/^expected a time after the start such as \+10 min/u),
      'expected a duration such as 90 s, 10 min or 2 h, found 20',
      expect.stringMatching(/^expected refuse, hang, slow/u),
    ]);
  });

  it.each([
    ['spead: 10', 1, 1, 5, 'did you mean `speed`?'],
    ['world: { mont: { kind: german } }', 1, 10, 4, 'did you mean `mount`?'],
    ['world:\n  mount:\n    slew_rat: 4', 3, 5, 8, 'did you mean `slew-rate`?'],
    ['world: { mount: { kind: germn } }', 1, 25, 5, 'did you mean `german`?'],
    ['world: { site: { lattitude: 3, longitude: 2, elevation: 1 } }', 1, 18, 9, 'did you mean `latitude`?'],
    ['world: { filters: [{ name: L, bandwith: 300, transmission: 1 }] }', 1, 31, 8, 'did you mean `bandwidth`?'],
    ['events: [{ at: +1 s, weater: clouds }]', 1, 22, 6, 'did you mean `weather`?'],
    ['events: [{ at: +1 s, weather: cluods }]', 1, 31, 6, 'did you mean `clouds`?'],
    [
      'events: [{ at: +1 s, fault: { device: dome, member: openShuter, kind: hang } }]',
      1,
      53,
      10,
      'did you mean `openShutter`?',
    ],
    ['world: { mount: { slew-rate: 4 deg/s } }', 1, 30, 7, 'write 4: units go without saying here'],
    ['world: { roof: { open: yes } }', 1, 24, 3, 'write true'],
    ['world: { dome: { colour: red } }', 1, 18, 6, 'its keys are slit, altitude-speed, speed, park, home'],
  ])('says what was probably meant: %s', (text, line, column, length, hint) => {
    expect(refusal(text).problems).toContainEqual(expect.objectContaining({ line, column, length, hint }));
  });

  it.each([
    ['world: { site: { latitude: 91, longitude: 2, elevation: 1 } }', 'expected 90 or less, found 91'],
    ['world: { mount: { slew-rate: 0 } }', 'expected more than 0, found 0'],
    ['world: { site: { latitude: 3, longitude: 2 } }', '"site" lacks the key "elevation"'],
    ['world: { seed: 1.5 }', 'expected a whole number, found 1.5'],
    ['world: [1]', 'expected a mapping'],
    ['speed: 100', 'expected 60 or less, found 100'],
    ['events: [{ at: +1 s }]', 'expected one of weather, roof, network and fault, found none'],
    [
      'events: [{ at: +1 s, weather: rain, roof: jammed }]',
      'expected one of weather, roof, network and fault, found several',
    ],
    ['- clouds', 'expected a mapping'],
    ['date: tonight', 'expected a date such as 2026-11-21T23:10:00Z, found "tonight"'],
  ])('says what was expected: %s', (text, message) => {
    expect(refusal(text).problems.map((problem) => problem.message)).toEqual([message]);
  });

  it('follows aliases, and refuses a bomb of them', () => {
    const alike = 'events: [&rain { at: +1 s, weather: rain }, *rain]';
    expect(parseScenario(alike).events.length).toBe(2);
    const bomb = [
      'a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a]',
      'c: [*b, *b, *b, *b, *b]',
    ];
    expect(() => parseScenario(bomb.join('\n'))).toThrow(ScenarioError);
  });

  it('is refused when it breaks a member that the device does not have, or is no YAML', () => {
    const bad = 'events:\n  - { at: +1 s, fault: { device: dome, member: openShuter, kind: hang } }\n';
    expect(() => parseScenario(bad, 'x')).toThrow(
      'x:2:48: a dome has no member "openShuter"; did you mean `openShutter`?',
    );
    expect(() => parseScenario('world: [', 'x')).toThrow(/^x:1:/);
  });

  it('says every oddity that a mount can have', () => {
    const text =
      'world: { mount: { side: physical side, sticky: 5, side-delay: 90, reports-destination: false, hour-angle-limit: 80, zenith-limit: 3, stops-at-horizon: true, drift: { ra: 1, dec: -2 } } }';
    expect(parseScenario(text).world.mount).toEqual({
      side: 'physical side',
      sticky: 5,
      sideDelay: 90,
      reportsDestination: false,
      hourAngleLimit: 80,
      zenithLimit: 3,
      stopsAtHorizon: true,
      drift: { ra: 1, dec: -2 },
    });
    expect(() => parseScenario('world: { mount: { sidedelay: 9 } }', 'x')).toThrow('x:1:19');
  });

  it('is empty when the file is', () => {
    expect(parseScenario('').events).toEqual([]);
  });
});

describe('a faster clock', () => {
  it('lets ten seconds pass in one, from a date of its own', async () => {
    const inner = new VirtualClock(1000);
    const clock = new ScaledClock(inner, 10, Date.UTC(2026, 10, 21));
    let fired = 0;
    clock.setTimeout(() => (fired = inner.now()), 5000);
    await inner.drive(clock.sleep(20_000));
    expect(fired).toBe(1500);
    expect(inner.now()).toBe(3000);
    expect(clock.now()).toBe(Date.UTC(2026, 10, 21) + 20_000);
  });
});

describe('a deadline on a faster clock', () => {
  it('lasts as long as in real time: sockets are no faster', async () => {
    const inner = new VirtualClock(1000);
    const clock = new ScaledClock(inner, 60);
    const waiting = withDeadline(clock, 5000, { what: 'an answer' }, () => new Promise(() => undefined));
    await expect(inner.drive(waiting)).rejects.toThrow('an answer took longer than 5 s');
    expect(inner.now()).toBe(6000);
  });
});

describe('serving', () => {
  it('serves a scenario at its date and speed, with its control page', async () => {
    const served = await serveSimulator({ port: 0, discovery: false, scenario: parseScenario(TEXT) });
    try {
      const devices = (await (await fetch(`${served.url}/management/v1/configureddevices`)).json()) as {
        Value: unknown[];
      };
      expect(devices.Value.length).toBe(10);
      const state = (await (await fetch(`${served.url}/simulator/v1/state`)).json()) as { time: number };
      expect(state.time - Date.UTC(2026, 10, 21, 20)).toBeLessThan(60_000);
    } finally {
      await served.close();
    }
  });

  it('says so when the port is taken', async () => {
    const first = await serveSimulator({ port: 0, discovery: false });
    await expect(serveSimulator({ port: first.port, discovery: false })).rejects.toThrow('EADDRINUSE');
    await first.close();
  });
});

describe('the manual', () => {
  it('shows a scenario that can be read', () => {
    const manual = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(manual)?.[1];
    const scenario = parseScenario(example!, 'docs/simulator.md');
    expect(scenario.events.length).toBe(4);
    expect(scenario.world.mount?.hardStop).toBe(8);
  });

  it('names every key of every group', () => {
    const manual = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
    const missing = keysAt(['world']).flatMap((group) => {
      const row = manual
        .split('\n')
        .find((line) => line.startsWith(`| \`${group}\``) || line.includes(`/ \`${group}\` |`));
      const keys = group === 'filters' ? keysAt(['world', group, 0]) : keysAt(['world', group]);
      const told = (key: string) => (row ?? '').includes(key);
      return keys.length === 0 && !manual.includes(`\`${group}\``)
        ? [group]
        : keys.filter((key) => !told(key)).map((key) => `${group}.${key}`);
    });
    expect(missing).toEqual([]);
  });

  it('names every kind of fault', () => {
    const manual = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
    for (const kind of FAULT_KINDS) expect(manual).toContain(`| \`${kind}\` |`);
  });
});
