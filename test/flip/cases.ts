import type { FlipSituation, NextAction } from '../../engine/flip/decide.js';
import type { Half } from '../../engine/flip/meridian.js';

type Flipping = Extract<FlipSituation, { flips: true }>;

const MINUTE = 60_000;
/** An exposure of five minutes, with ten seconds before and after it. */
export const FIVE_MINUTES: NextAction = { before: 10_000, exposure: 300_000, after: 10_000, shortenable: true };

interface More extends Partial<Omit<Flipping, 'flips' | 'flipIn' | 'trackPast' | 'hourAngle'>> {
  /** min */
  readonly flipIn?: number;
  /** min */
  readonly trackPast?: number;
}

/** A German mount that tells its pointing state, on a target at so many minutes of hour angle; it may track 10 min past. */
export function german(hourAngle: number, state: Half | undefined, destination: Half, more: More = {}): FlipSituation {
  const { flipIn, trackPast = 10, ...rest } = more;
  return {
    flips: true,
    by: 'pointing state',
    names: { east: 'pierWest', west: 'pierEast' },
    state,
    destination,
    hourAngle: hourAngle / 60,
    flipIn: flipIn === undefined ? undefined : flipIn * MINUTE,
    action: FIVE_MINUTES,
    trackPast: trackPast * MINUTE,
    crossing: 'finish',
    ...rest,
  };
}

/** The same for one that tells nothing. */
export function silent(hourAngle: number, state: Half | undefined, destination: Half, more: More = {}): FlipSituation {
  const names = { east: 'the state for the east', west: 'the state for the west' };
  return german(hourAngle, state, destination, { by: 'hour angle', names, ...more });
}

export function exposing(seconds: number, more: Partial<NextAction> = {}): NextAction {
  return { ...FIVE_MINUTES, exposure: seconds * 1000, ...more };
}

const HOUR = 60;
const named = (east: string, west: string): Pick<Flipping, 'names'> => ({ names: { east, west } });

/** Situations by what they are about: [what, what is decided with the sentence that it gives, the situation]. */
export const SITUATIONS: readonly (readonly [
  about: string,
  cases: readonly (readonly [string, string, FlipSituation])[],
])[] = [
  [
    'mounts that never flip',
    [
      [
        'alt-az',
        'expose: no flip: an alt-az mount does not flip',
        { flips: false, why: 'an alt-az mount does not flip' },
      ],
      ['fork', 'expose: no flip: a fork mount does not flip', { flips: false, why: 'a fork mount does not flip' }],
      [
        'fork that tells its state',
        'expose: no flip: a fork mount does not flip; this one gives pierEast on both sides of the meridian',
        { flips: false, why: 'a fork mount does not flip; this one gives pierEast on both sides of the meridian' },
      ],
      [
        'told so',
        'expose: no flip: the observatory file says that this mount never flips',
        { flips: false, why: 'the observatory file says that this mount never flips' },
      ],
    ],
  ],
  [
    'far from the meridian',
    [
      ['3 h east', 'expose: no flip falls due before an exposure of 5 min ends', german(-3 * HOUR, 'east', 'east')],
      ['3 h west', 'expose: no flip falls due before an exposure of 5 min ends', german(3 * HOUR, 'west', 'west')],
      [
        '5 min 11 s east of it, an exposure that just fits',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(-5.2, 'east', 'east', { flipIn: 5.2 }),
      ],
      [
        '1 min past it, flipped',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(1, 'west', 'west'),
      ],
      [
        'at 6 h west, where the side of the tube changes',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(6 * HOUR, 'west', 'west'),
      ],
      [
        '9 h west, below the pole',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(9 * HOUR, 'west', 'west'),
      ],
      [
        '9 h east, below the pole',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(-9 * HOUR, 'east', 'east'),
      ],
    ],
  ],
  [
    'a flip that is due',
    [
      [
        'on the meridian',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 0 s past the upper transit',
        german(0, 'east', 'west'),
      ],
      [
        'one minute past',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 60 s past the upper transit',
        german(1, 'east', 'west'),
      ],
      [
        'half an hour past: a crash before',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 29 min 55 s past the upper transit',
        german(30, 'east', 'west'),
      ],
      [
        'three hours past',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 2 h 59 min past the upper transit',
        german(3 * HOUR, 'east', 'west'),
      ],
      [
        'a mount that flips 30 min early',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: the upper transit is 19 min 57 s ahead, and the mount flips early',
        german(-20, 'east', 'west'),
      ],
      [
        'lower transit',
        'flip: the mount is in pierEast, and a slew to the target would give pierWest: it is 2 min past the lower transit',
        german(-12 * HOUR + 2, 'west', 'east'),
      ],
      [
        'lower transit, on it',
        'flip: the mount is in pierEast, and a slew to the target would give pierWest: it is 0 s past the lower transit',
        german(-12 * HOUR, 'west', 'east'),
      ],
      [
        'a bias: however short',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 60 s past the upper transit',
        german(1, 'east', 'west', { action: exposing(0.001) }),
      ],
      [
        'however far the mount may track',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 60 s past the upper transit',
        german(1, 'east', 'west', { trackPast: 120 }),
      ],
      [
        'while exposures are to be shortened',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 60 s past the upper transit',
        german(1, 'east', 'west', { crossing: 'shorten' }),
      ],
      [
        'in the south, where a driver names the states otherwise',
        'flip: the mount is in pierEast, and a slew to the target would give pierWest: it is 60 s past the upper transit',
        german(1, 'east', 'west', named('pierEast', 'pierWest')),
      ],
      [
        'flipped too early by hand: back',
        'flip: the mount is in pierEast, and a slew to the target would give pierWest: that is not the state for an hour angle of -0h30m',
        german(-30, 'west', 'east'),
      ],
    ],
  ],
  [
    'a state that nothing tells',
    [
      [
        'east',
        'flip: nothing tells which pointing state the mount is in: a slew to the target settles it',
        german(-30, undefined, 'east'),
      ],
      [
        'west',
        'flip: nothing tells which pointing state the mount is in: a slew to the target settles it',
        german(30, undefined, 'west'),
      ],
      [
        'a mount without a side, not slewn yet',
        'flip: nothing tells which pointing state the mount is in: a slew to the target settles it',
        silent(30, undefined, 'west'),
      ],
    ],
  ],
  [
    'what looks like a flip far from the meridian: the side of the tube',
    [
      [
        '6 h 01 west',
        'expose: no flip at an hour angle of +6h01m, though the mount is in pierWest, and a slew to the target would give pierEast: there only the side of the tube changes, not the state',
        german(6 * HOUR + 1, 'east', 'west'),
      ],
      [
        '5 h 59 west',
        'expose: no flip at an hour angle of +5h59m, though the mount is in pierWest, and a slew to the target would give pierEast: there only the side of the tube changes, not the state',
        german(6 * HOUR - 1, 'east', 'west'),
      ],
      [
        '6 h 01 east',
        'expose: no flip at an hour angle of -6h01m, though the mount is in pierEast, and a slew to the target would give pierWest: there only the side of the tube changes, not the state',
        german(-6 * HOUR - 1, 'west', 'east'),
      ],
      [
        '4 h 30 west',
        'expose: no flip at an hour angle of +4h30m, though the mount is in pierWest, and a slew to the target would give pierEast: there only the side of the tube changes, not the state',
        german(4.5 * HOUR, 'east', 'west'),
      ],
      [
        '3 h 59 is a flip',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: it is 3 h 58 min past the upper transit',
        german(4 * HOUR - 1, 'east', 'west'),
      ],
      [
        '8 h 01 is a flip',
        'flip: the mount is in pierWest, and a slew to the target would give pierEast: that is not the state for an hour angle of +8h01m',
        german(8 * HOUR + 1, 'east', 'west'),
      ],
    ],
  ],
  [
    'an exposure that would cross, finished',
    [
      [
        'flip in 2 min, ends 3 min 10 s past',
        'expose [then flip]: the flip to pierEast falls due in 2 min; the exposure is finished first, 3 min 10 s past the upper transit, of the 10 min that the mount may track past it',
        german(-2, 'east', 'east', { flipIn: 2 }),
      ],
      [
        'flip in 1 s',
        'expose [then flip]: the flip to pierEast falls due in 1 s; the exposure is finished first, 5 min 9 s past the upper transit, of the 10 min that the mount may track past it',
        german(-0.02, 'east', 'east', { flipIn: 0.02 }),
      ],
      [
        'flip while the shutter still waits',
        'expose [then flip]: the flip to pierEast falls due in 6 s; the exposure is finished first, 5 min 4 s past the upper transit, of the 10 min that the mount may track past it',
        german(-0.1, 'east', 'east', { flipIn: 0.1 }),
      ],
      [
        '10 min past at the most, to the second',
        'expose [then flip]: the flip to pierEast falls due in 30 s; the exposure is finished first, 9 min 59 s past the upper transit, of the 10 min that the mount may track past it',
        german(4.8333, 'east', 'east', { flipIn: 0.5 }),
      ],
      [
        'lower transit',
        'expose [then flip]: the flip to pierWest falls due in 2 min; the exposure is finished first, 3 min 10 s past the lower transit, of the 10 min that the mount may track past it',
        german(12 * HOUR - 2, 'west', 'west', { flipIn: 2 }),
      ],
      [
        'a mount that flips 30 min early, ends before the meridian',
        'expose [then flip]: the flip to pierEast falls due in 60 s; the exposure is finished first, 25 min 45 s before the upper transit',
        german(-31, 'east', 'east', { flipIn: 1 }),
      ],
      [
        'a mount that flips early, ends past the meridian',
        'expose [then flip]: the flip to pierEast falls due in 60 s; the exposure is finished first, 71 s past the upper transit, of the 10 min that the mount may track past it',
        german(-4, 'east', 'east', { flipIn: 1 }),
      ],
      [
        'a mount that flips 20 min late: not crossed, within what it may track',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(2, 'east', 'east'),
      ],
      [
        'half an hour of narrow band, tracking 40 min past',
        'expose [then flip]: the flip to pierEast falls due in 2 min; the exposure is finished first, 28 min 10 s past the upper transit, of the 40 min that the mount may track past it',
        german(-2, 'east', 'east', { flipIn: 2, trackPast: 40, action: exposing(1800) }),
      ],
      [
        'a dark among them',
        'expose [then flip]: the flip to pierEast falls due in 2 min; the exposure is finished first, 3 min 10 s past the upper transit, of the 10 min that the mount may track past it',
        german(-2, 'east', 'east', { flipIn: 2, action: exposing(300, { shortenable: false }) }),
      ],
    ],
  ],
  [
    'an exposure that would cross too far: waited for',
    [
      [
        'a mount that stops hard at the meridian',
        'wait [123 s]: the flip to pierEast falls due in 2 min; the exposure would end 3 min 10 s past the upper transit, and the mount may not track past it: the mount stands still until then',
        german(-2, 'east', 'east', { flipIn: 2, trackPast: 0 }),
      ],
      [
        'two minutes may be tracked, three are needed',
        'wait [123 s]: the flip to pierEast falls due in 2 min; the exposure would end 3 min 10 s past the upper transit, and the mount may track only 2 min past it: the mount stands still until then',
        german(-2, 'east', 'east', { flipIn: 2, trackPast: 2 }),
      ],
      [
        'half an hour of narrow band',
        'wait [123 s]: the flip to pierEast falls due in 2 min; the exposure would end 28 min 10 s past the upper transit, and the mount may track only 10 min past it: the mount stands still until then',
        german(-2, 'east', 'east', { flipIn: 2, action: exposing(1800) }),
      ],
      [
        'the costs before the shutter count: focus',
        'wait [363 s]: the flip to pierEast falls due in 6 min; the exposure would end 61 s past the upper transit, and the mount may not track past it: the mount stands still until then',
        german(-6, 'east', 'east', { flipIn: 6, trackPast: 0, action: exposing(300, { before: 120_000 }) }),
      ],
      [
        'and fit without them',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(-6, 'east', 'east', { flipIn: 6, trackPast: 0 }),
      ],
      [
        'the download does not count: the mount is free',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(-6, 'east', 'east', { flipIn: 6, trackPast: 0, action: exposing(300, { after: 120_000 }) }),
      ],
      [
        'one second too long',
        'wait [312 s]: the flip to pierEast falls due in 5 min 9 s; the exposure would end 2 s past the upper transit, and the mount may not track past it: the mount stands still until then',
        german(-5.15, 'east', 'east', { flipIn: 5.15, trackPast: 0 }),
      ],
      [
        'lower transit, hard stop',
        'wait [123 s]: the flip to pierWest falls due in 2 min; the exposure would end 3 min 10 s past the lower transit, and the mount may not track past it: the mount stands still until then',
        german(12 * HOUR - 2, 'west', 'west', { flipIn: 2, trackPast: 0 }),
      ],
      [
        'a mount that flips 20 min late and may track 10',
        'wait [843 s]: the flip to pierEast falls due in 14 min; the exposure would end 11 min 9 s past the upper transit, and the mount may track only 10 min past it: the mount stands still until then',
        german(6, 'east', 'east', { flipIn: 14 }),
      ],
      [
        'already past what it may track, flip in sight',
        'wait [303 s]: the flip to pierEast falls due in 5 min; the exposure would end 20 min 8 s past the upper transit, and the mount may track only 10 min past it: the mount stands still until then',
        german(15, 'east', 'east', { flipIn: 5 }),
      ],
      [
        'a mount that never says when',
        'wait [123 s]: the mount does not say when it would flip; the exposure would end 3 min 10 s past the upper transit, and the mount may not track past it: the mount stands still until then',
        german(-2, 'east', 'east', { trackPast: 0 }),
      ],
      [
        'past the meridian, and never says when',
        'wait [3 s]: the mount does not say when it would flip; the exposure would end 13 min 9 s past the upper transit, and the mount may track only 10 min past it: the mount stands still until then',
        german(8, 'east', 'east'),
      ],
    ],
  ],
  [
    'exposures that shall not cross',
    [
      [
        'waited for, though it could be finished',
        'wait [123 s]: the flip to pierEast falls due in 2 min; exposures do not cross it: the mount stands still until then',
        german(-2, 'east', 'east', { flipIn: 2, crossing: 'wait' }),
      ],
      [
        'one that fits is taken',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(-6, 'east', 'east', { flipIn: 6, crossing: 'wait' }),
      ],
      [
        'a mount that flips early: waited for all the same',
        'wait [63 s]: the flip to pierEast falls due in 60 s; exposures do not cross it: the mount stands still until then',
        german(-31, 'east', 'east', { flipIn: 1, crossing: 'wait' }),
      ],
      [
        'lower transit',
        'wait [123 s]: the flip to pierWest falls due in 2 min; exposures do not cross it: the mount stands still until then',
        german(12 * HOUR - 2, 'west', 'west', { flipIn: 2, crossing: 'wait' }),
      ],
    ],
  ],
  [
    'exposures that are shortened',
    [
      [
        'four minutes fit',
        'expose [240 s]: the flip to pierEast falls due in 4 min 12 s; the exposure is shortened from 5 min to 4 min to end before it',
        german(-4.2, 'east', 'east', { flipIn: 4.2, crossing: 'shorten' }),
      ],
      [
        'just half of it fits',
        'expose [150 s]: the flip to pierEast falls due in 2 min 42 s; the exposure is shortened from 5 min to 2 min 30 s to end before it',
        german(-2.7, 'east', 'east', { flipIn: 2.7, crossing: 'shorten' }),
      ],
      [
        'not half of it fits',
        'wait [159 s]: the flip to pierEast falls due in 2 min 36 s; less than half of the exposure would fit before it: the mount stands still until then',
        german(-2.6, 'east', 'east', { flipIn: 2.6, crossing: 'shorten' }),
      ],
      [
        'all of it fits',
        'expose: no flip falls due before an exposure of 5 min ends',
        german(-6, 'east', 'east', { flipIn: 6, crossing: 'shorten' }),
      ],
      [
        'a dark is not shortened',
        'wait [255 s]: the flip to pierEast falls due in 4 min 12 s; exposures do not cross it: the mount stands still until then',
        german(-4.2, 'east', 'east', {
          flipIn: 4.2,
          crossing: 'shorten',
          action: exposing(300, { shortenable: false }),
        }),
      ],
      [
        'a hard stop, four minutes fit',
        'expose [239 s]: the flip to pierEast falls due in 4 min 12 s; the exposure is shortened from 5 min to 3 min 59 s to end before it',
        german(-4.2, 'east', 'east', { flipIn: 4.2, crossing: 'shorten', trackPast: 0 }),
      ],
      [
        'to what may be tracked, where the mount flips late',
        'expose [228 s]: the flip to pierEast falls due in 14 min; the exposure is shortened from 5 min to 3 min 48 s to end before it',
        german(6, 'east', 'east', { flipIn: 14, crossing: 'shorten' }),
      ],
      [
        'one second cannot be halved',
        'wait [15 s]: the flip to pierEast falls due in 12 s; less than half of the exposure would fit before it: the mount stands still until then',
        german(-0.2, 'east', 'east', { flipIn: 0.2, crossing: 'shorten', action: exposing(1, { before: 12_000 }) }),
      ],
    ],
  ],
  [
    'a mount that tells no side',
    [
      [
        '3 h east',
        'expose: no flip falls due before an exposure of 5 min ends',
        silent(-3 * HOUR, 'east', 'east', { flipIn: 181 }),
      ],
      [
        'acquired in the west',
        'expose: no flip falls due before an exposure of 5 min ends',
        silent(30, 'west', 'west', { flipIn: 691 }),
      ],
      [
        'past the meridian and the time after it',
        'flip: the mount came to the target in the east, and the target is in the west now: it is 2 min past the upper transit',
        silent(2, 'east', 'west'),
      ],
      [
        'crossing, finished',
        'expose [then flip]: the flip to the state for the west falls due in 3 min; the exposure is finished first, 3 min 10 s past the upper transit, of the 10 min that the mount may track past it',
        silent(-2, 'east', 'east', { flipIn: 3 }),
      ],
      [
        'crossing, hard stop',
        'wait [183 s]: the flip to the state for the west falls due in 3 min; the exposure would end 3 min 10 s past the upper transit, and the mount may not track past it: the mount stands still until then',
        silent(-2, 'east', 'east', { flipIn: 3, trackPast: 0 }),
      ],
      [
        'just past the meridian, but not by enough to flip',
        'wait [33 s]: the flip to the state for the west falls due in 30 s; the exposure would end 5 min 40 s past the upper transit, and the mount may not track past it: the mount stands still until then',
        silent(0.5, 'east', 'east', { flipIn: 0.5, trackPast: 0 }),
      ],
      [
        'lower transit',
        'flip: the mount came to the target in the west, and the target is in the east now: it is 2 min past the lower transit',
        silent(-12 * HOUR + 2, 'west', 'east'),
      ],
      [
        'lower transit ahead',
        'expose [then flip]: the flip to the state for the east falls due in 3 min; the exposure is finished first, 3 min 10 s past the lower transit, of the 10 min that the mount may track past it',
        silent(12 * HOUR - 2, 'west', 'west', { flipIn: 3 }),
      ],
      [
        'shortened',
        'expose [227 s]: the flip to the state for the west falls due in 5 min; the exposure is shortened from 5 min to 3 min 47 s to end before it',
        silent(-4, 'east', 'east', { flipIn: 5, crossing: 'shorten', trackPast: 0 }),
      ],
    ],
  ],
];
