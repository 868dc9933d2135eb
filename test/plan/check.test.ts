import { describe, expect, it } from 'vitest';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkFilters, checkPlan } from '../../engine/plan/check.js';
import { parsePlan } from '../../engine/plan/load.js';
import type { Observatory } from '../../engine/plan/observatory.js';
import { parseObservatory } from '../../engine/plan/observatory-file.js';
import type { Plan } from '../../engine/plan/plan.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { unavailable } from '../../engine/plan/unavailable.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

const steps = STEP_KINDS;
const ALL = 'startup: [connect, open, unpark]\nshutdown: [park, close, disconnect]\n';

function planOf(body: string, head = ALL): Plan {
  const { plan, problems, sources } = parsePlan(`sequence: T\nobservatory: simulator\n${head}${body}`, 'night.yaml', {
    steps,
  });
  if (!plan) throw new Error(renderProblems(problems, sources));
  return plan;
}

function said(
  plan: Plan,
  date: string | undefined = '2026-11-21',
  observatory: Observatory = builtInSimulator(),
): readonly string[] {
  const options = { steps, filters: ['L', 'R', 'Ha'], ...(date === undefined ? {} : { date }) };
  return checkPlan(plan, observatory, options).map(
    ({ severity, message, hint, place }) =>
      `${String(place.line)}: ${severity}: ${message}${hint === undefined ? '' : ` [${hint}]`}`,
  );
}

const target = (name: string, more = ''): string =>
  `steps:\n  - target: { name: ${name}, ${more}frames: [{ filter: L, exposure: 60 s, count: 10 }] }\n`;

describe('a plan is checked against its observatory', () => {
  it('for filters that the wheel does not have', () => {
    const plan = planOf('steps:\n  - filter: H-a\n  - expose: { filter: OIII, exposure: 60 s }\n');
    const { filters: _filters, ...unnamed } = builtInSimulator();
    expect(said(plan, undefined, unnamed)).toEqual([
      '6: error: the wheel has no filter "H-a" [did you mean `Ha`?]',
      '7: error: the wheel has no filter "OIII" [its filters are L, R, Ha]',
    ]);
    expect(checkFilters(plan, ['H-a', 'OIII'])).toEqual([]);
    // It is the name that is pointed at, and capitals are no matter.
    expect(checkFilters(plan, ['h-A']).map(({ place }) => [place.column, place.length])).toEqual([[23, 4]]);
  });

  it('for devices that it does not have', () => {
    const { focuser: _focuser, filterWheel: _wheel, ...devices } = builtInSimulator().devices;
    const bare = { ...builtInSimulator(), name: 'Hut', devices };
    expect(
      said(planOf('steps:\n  - focus: 500\n  - expose: { filter: L, exposure: 60 s }\n'), undefined, bare),
    ).toEqual([
      '6: error: "focus at 500" needs a focuser, and the observatory "Hut" has none [name it under `devices:` as `focuser`, or take the step out]',
      '7: error: "expose 1 x 60 s L" needs a filter wheel, and the observatory "Hut" has none [name it under `devices:` as `filter-wheel`, or take the step out]',
    ]);
  });
});

describe('the containers of a plan are checked', () => {
  const messages = (plan: Plan, observatory?: Observatory): readonly string[] =>
    said(plan, '2026-11-21', observatory).map((line) => line.replace(/ \[.*$/u, ''));

  it('for branches that move the mount or the roof at the same time', () => {
    expect(
      messages(
        planOf('steps:\n  - parallel:\n      - slew: M31\n      - target: { name: M33, frames: [{ exposure: 5 }] }\n'),
      ),
    ).toEqual([
      '8: error: "M33" cannot go on beside "slew to 00h42m44.33s +41d16m07.3s": both need the mount and the roof, which depend on each other',
    ]);
    expect(
      messages(
        planOf('steps: [{ wait: 5 }]\n', 'startup: [connect, { parallel: [open, unpark] }]\nshutdown: [park, close]\n'),
      ),
    ).toEqual([
      '3: error: "unpark the mount" cannot go on beside "open the roof": both need the mount and the roof, which depend on each other',
    ]);
  });

  it('for branches that wait for one camera, and not for those that share nothing', () => {
    expect(
      messages(
        planOf(
          'steps:\n  - parallel: [{ expose: 5 s }, { expose: { type: dark, exposure: 5 s } }]\n'.replace(
            '{ expose: 5 s }',
            '{ expose: { exposure: 5 s } }',
          ),
        ),
      ),
    ).toEqual(['6: warning: "expose 1 x 5 s dark" cannot go on beside "expose 1 x 5 s": both need the camera']);
    const cooled = 'startup: [connect, { parallel: [{ cool: { to: -10 C } }, { sequence: [open, unpark] }] }]\n';
    expect(messages(planOf('steps: [{ wait: 5 }]\n', `${cooled}shutdown: [warm, park, close]\n`))).toEqual([]);
  });

  it('for limits of a target where there is none', () => {
    const body = '{ if: { altitude: "> 30 deg", safe: true }, steps: [{ wait: 5 }] }';
    expect(messages(planOf(`steps:\n  - when: ${body}\n`))).toEqual([
      '6: error: "altitude" is of a target, and "when" stands for none: it would never hold',
    ]);
    expect(messages(planOf('steps:\n  - repeat: { while: { airmass: "< 2" }, steps: [{ wait: 5 }] }\n'))).toEqual([
      '6: error: "airmass" is of a target, and "repeat" stands for none: it would never hold',
    ]);
  });

  it('for weather that no station tells', () => {
    const plan = planOf('steps:\n  - repeat: { while: { wind-speed: "< 5 m/s" }, steps: [{ wait: 5 }] }\n');
    expect(messages(plan)).toEqual([
      '6: error: "wind-speed" is told by a weather station, and the observatory "Simulated observatory" has none',
    ]);
    const simulator = builtInSimulator();
    const station = { server: 'simulator', device: 0 };
    expect(messages(plan, { ...simulator, devices: { ...simulator.devices, observingConditions: station } })).toEqual(
      [],
    );
  });
});

describe('a plan is checked against the sky of a night', () => {
  it('for targets that never rise', () => {
    expect(said(planOf(target('NGC 104')))).toEqual([
      '6: error: NGC 104 cannot be imaged in the night of 2026-11-21: it does not rise, and is highest, at -10.7 deg, at 21:33 [there it is at -10.7 deg, below the horizon of 10.0 deg at azimuth 180 deg]',
    ]);
  });

  it('for targets that do not come above their limit', () => {
    const [message] = said(planOf(target('M42', 'while: { altitude: "> 60 deg" }, ')));
    expect(message).toMatch(
      /^6: error: M42 cannot be imaged .*: it stands highest, at 55\.\d deg at 0\d:\d\d \[there altitude is 55\.\d, and shall be > 60 deg\]$/u,
    );
  });

  it('for a night that has no such darkness', () => {
    const tromso = {
      ...builtInSimulator(),
      site: { ...builtInSimulator().site, latitude: 69.6, longitude: 18.9, zone: 'Europe/Oslo' },
    };
    const plan = planOf(`night: { start: nautical dusk }\n${target('M31')}`);
    const [message] = said(plan, '2026-06-21', tromso);
    expect(message).toMatch(
      /^1: error: "nautical dusk" does not occur in the night of 2026-06-21: the sun moves between 3\.\d and 43\.\d deg there/u,
    );
  });

  it('for a night that ends before it begins', () => {
    const plan = planOf(`night: { start: 23:00, end: 22:00 }\n${target('M31')}`);
    expect(said(plan)).toEqual([
      '1: error: the night ends before it begins: from 2026-11-21 23:00 to 2026-11-21 22:00 (Atlantic/Canary)',
    ]);
  });

  it('for slews below the horizon', () => {
    expect(said(planOf('steps:\n  - slew: { to: { altitude: 5 deg, azimuth: 90 deg } }\n'))).toEqual([
      '6: error: this slew goes below the horizon, which is at 10.0 deg there',
    ]);
  });

  it('for more frames than the night holds, and more than a target has time for', () => {
    const plan = planOf(
      `night: { start: nautical dusk, end: nautical dawn }\n${target('M31').replace('count: 10', 'count: 2000')}`,
    );
    const found = said(plan);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^1: warning: the plan asks for \d+ h \d+ min of work, and the night has 11 h 36 min/u);
    expect(found[1]).toMatch(/^7: warning: M31 can be imaged for \d+ h \d+ min .*, and its frames take/u);
  });
});

describe('what is legal and doubtful is a warning', () => {
  it.each([
    ['startup: [open, unpark]\nshutdown: [park, close]\n', ['no step connects the devices']],
    ['startup: [connect, unpark]\nshutdown: [disconnect]\n', ['the shutdown does not park the mount']],
    ['startup: [connect, open]\nshutdown: [park]\n', ['the shutdown does not close the roof that the plan opens']],
    ['startup: [connect, open]\nshutdown: [close, park]\n', ['the roof is closed before the mount is parked']],
    ['startup: [connect, { cool: { to: -10 C } }]\nshutdown: [park]\n', ['the camera is cooled and never warmed']],
  ])('%s', (head, doubts) => {
    const messages = said(planOf('steps: [{ wait: 5 min }]\n', head)).map((line) =>
      line.replace(/^\d+: warning: | \[.*$/gu, ''),
    );
    expect(messages).toEqual(doubts);
  });

  it('when nobody watches the weather', () => {
    const { safetyMonitor: _monitor, ...devices } = builtInSimulator().devices;
    const found = said(planOf('steps: [{ wait: 5 min }]\n'), undefined, { ...builtInSimulator(), devices });
    expect(found[0]).toContain('has no safety monitor: nobody tells Nocturne that it rains');
  });
});

describe('what cannot be carried out yet', () => {
  it('is refused by name and place', () => {
    const plan = planOf('steps:\n  - target: { name: M31, dither: 3, frames: [{ exposure: 60 s }] }\n');
    expect(unavailable(plan).map(({ place, message }) => `${String(place.line)}: ${message}`)).toEqual([
      '6: "dither" between frames cannot be carried out yet',
    ]);
    expect(unavailable(planOf(target('M31')))).toEqual([]);
  });
});

describe('an observatory file that is wrong is answered in words that help', () => {
  const GOOD =
    'observatory: T\nsite: { latitude: 48, longitude: 11, elevation: 500 m, zone: Europe/Berlin }\nserver: http://10.0.0.2:11111\ndevices: { telescope: 0 }\n';
  it.each([
    ['zone: Europe/Berlin', 'zone: Berlin', '2: expected a time zone such as Europe/Berlin or UTC, found "Berlin"'],
    [
      'latitude: 48',
      'latitude: 148',
      '2: expected a latitude such as 48.137 deg or -33.9, found 148: it must be 90 deg or less',
    ],
    ['longitude: 11', 'longitud: 11', '2: unknown key "longitud" in "site"'],
    ['server: http://10.0.0.2:11111\n', '', '3: it is not said on which server the telescope is'],
    [
      'http://10.0.0.2:11111',
      '10.0.0.2',
      '3: expected the address of an Alpaca server such as http://192.168.1.20:11111, or simulator, found "10.0.0.2"',
    ],
    ['telescope: 0', 'telescop: 0', '4: unknown key "telescop" in "devices"'],
    ['telescope: 0', 'telescope: first', '4: expected a number such as 10 or 1, found "first"'],
    ['{ telescope: 0 }', '{}', '4: the observatory has no device'],
    ['{ telescope: 0 }', '{ telescope: 0 }\nimages: { name: "{target}.fits" }', '5: '],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsafety: { conditions: { humidity: "< 90 %" } }',
      '5: the conditions of the weather need a device `observing-conditions`',
    ],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsafety: { settle: 10 m }',
      '5: expected a duration such as 180 s, 10 min or 1h30m, found "10 m": "m" alone could be minutes or metres',
    ],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsimulator: { start: nautical dusk }',
      '5: expected a date and time such as 2026-11-21T20:30:00Z',
    ],
  ])('%s -> %s', (from, to, message) => {
    expect(parseObservatory(GOOD, 'o.yaml').problems).toEqual([]);
    const { problems } = parseObservatory(GOOD.replace(from, to), 'o.yaml');
    expect(problems.map((each) => `${String(each.place.line)}: ${each.message}`)[0]).toContain(message);
  });
});

describe('a branch of a parallel', () => {
  it('that is a sequence keeps its steps one after the other', () => {
    const plan = planOf('steps:\n  - parallel:\n      - sequence: [unpark, { slew: M33 }]\n      - open\n');
    const [node] = plan.steps;
    expect(node?.node === 'parallel' && node.steps.map(({ title }) => title)).toEqual(['in turn', 'open the roof']);
  });
});
