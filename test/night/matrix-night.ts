import { localSiderealTime } from '../../sky/index.js';
import type { ErrorPolicy, PlanNode } from '../../engine/plan/plan.js';
import { choose, chosen, expose, frames, parallel, repeat, step, target, tryThen, when } from '../support/plans.js';
import { SITE } from '../support/rehearsal.js';
import type { SeededNight } from './seeded-plan.js';

const START = Date.parse('2026-11-21T22:00:00Z');
const HOUR = 3_600_000;
const CAREFUL: ErrorPolicy = { retry: 2, backoff: 5, then: 'end the night' };
const onError = CAREFUL;

const ra = (localSiderealTime(START, SITE.longitude) + 0.09) % 24;
const east = { kind: 'equatorial', ra, dec: 20, epoch: 'J2000' } as const;
const light = (id: string, count: number, exposure: number) => [frames(id, count, { filter: 'L', exposure })];
const dark = (id: string) => expose(id, 1, { onError, frames: frames(id, 1, { type: 'dark', exposure: 10 }) });

/** Every kind of step and of container, and a target that crosses the meridian between its frames. */
const STEPS: readonly PlanNode[] = [
  step('slew', { body: { to: east }, onError }),
  step('track', { body: 'on', onError }),
  step('filter', { body: { name: 'R' }, onError }),
  step('focus', { body: { position: 5200 }, onError }),
  step('wait', { body: { for: 20 }, onError }),
  target('m1', light('m1/L', 4, 90), { position: east, onError }),
  step('meridian-flip', { onError }),
  repeat('twice', [dark('dark')], { count: 2, onError }),
  parallel('together', [dark('beside'), step('slew', { id: 'aside', body: { to: { ...east, dec: 25 } }, onError })]),
  when('decided', {
    if: [{ quantity: 'safe', comparison: 'is', value: true, text: 'true' }],
    steps: [dark('in-when')],
    onError,
  }),
  tryThen('tried', [dark('in-try')], [dark('in-finally')]),
  choose('chosen', [chosen('m2', light('m2/L', 1, 20), 1, { position: east, onError })], { onError }),
];
/** Frames of that plan. */
export const FRAMES = 11;

/** The night in which nothing goes wrong. */
export const QUIET: SeededNight = {
  seed: 1,
  start: START,
  end: START + HOUR,
  plans: [STEPS],
  startup: [
    step('connect', { onError }),
    step('cool', { body: { to: 0, over: 30 }, onError }),
    step('open', { onError }),
    step('unpark', { onError }),
  ],
  shutdown: [step('warm', { body: { over: 30 } }), step('park'), step('close'), step('disconnect')].map((each) => ({
    ...each,
    id: `shutdown/${each.id}`,
    onError: { ...CAREFUL, then: 'skip' as const },
  })),
  place: {
    site: SITE,
    mountKind: 'german',
    mount: { slewRate: 4, trackPast: 6 },
    meridian: { trackPast: 0, settle: 2_000, whenNoSide: 'hour angle', attempts: 3 },
    sources: 'monitor',
    conditions: [],
    windLimit: 15,
    dome: false,
    roofClearsTelescope: false,
    fullRig: false,
    download: 4,
    saving: 3,
  },
  weather: { clouds: [], rain: [], storms: [] },
  faults: [],
  cuts: [],
  jams: [],
  happenings: [],
  killLines: [],
};
