import { describe, expect, it } from 'vitest';
import { builtInSimulator } from '../../engine/plan/built-in-simulator.js';
import { checkFilters } from '../../engine/plan/check.js';
import type { Observatory } from '../../engine/plan/observatory.js';
import type { Plan } from '../../engine/plan/plan.js';
import { unavailable } from '../../engine/plan/unavailable.js';
import { planOf, said, target } from '../support/checks.js';

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
      /^6: error: M42 cannot be imaged .*: it stands highest, at 55\.\d deg at 0\d:\d\d \[there altitude is 55\.\d deg, and shall be > 60 deg\]$/u,
    );
  });

  it('but not for what the sky does not decide', () => {
    const limits = 'while: { after: "22:00", before: "02:00", safe: true, frames-done: { of: M31, is: "< 5" } }, ';
    expect(
      said(
        planOf(
          `night: { start: nautical dusk, end: nautical dawn }\n${target('M31', `from: 21:30, until: 02:30, ${limits}`)}`,
        ),
      ),
    ).toEqual([]);
    const station = { server: 'simulator', device: 0 };
    const simulator = builtInSimulator();
    const weather = { ...simulator, devices: { ...simulator.devices, observingConditions: station } };
    expect(said(planOf(target('M31', 'while: { wind-speed: "< 8 m/s" }, ')), '2026-11-21', weather)).toEqual([]);
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

  it('for moments that do not occur, wherever they stand', () => {
    const tromso = {
      ...builtInSimulator(),
      site: { ...builtInSimulator().site, latitude: 69.6, longitude: 18.9, zone: 'Europe/Oslo' },
    };
    const body =
      'steps:\n  - wait: { until: astronomical dusk }\n  - when: { if: { after: civil dusk }, steps: [park] }\n';
    expect(said(planOf(body), '2026-06-21', tromso).map((line) => line.split(' does not')[0])).toEqual([
      '6: error: "astronomical dusk"',
      '7: error: "civil dusk"',
    ]);
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

describe('a branch of a parallel', () => {
  it('that is a sequence keeps its steps one after the other', () => {
    const plan = planOf('steps:\n  - parallel:\n      - sequence: [unpark, { slew: M33 }]\n      - open\n');
    const [node] = plan.steps;
    expect(node?.node === 'parallel' && node.steps.map(({ title }) => title)).toEqual(['in turn', 'open the roof']);
  });
});
