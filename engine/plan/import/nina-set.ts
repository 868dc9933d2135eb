import { type Draft, type DraftFrame, type DraftTarget, LeftOut, SOME_FRAMES, targetStep } from './draft.js';
import { child, type Element, numberIn } from './xml.js';

const TYPES: Readonly<Record<string, DraftFrame['type']>> = {
  DARK: 'dark',
  BIAS: 'bias',
  FLAT: 'flat',
  DARKFLAT: 'dark',
};

/**
 * A target or a set of targets of the simple sequencer of N.I.N.A., as XML (.xml, .ninaTargetSet).
 * @returns undefined when it is no such file
 */
export function fromNinaSet(root: Element, name: string): Draft | undefined {
  const lists =
    root.name === 'ArrayOfCaptureSequenceList'
      ? root.children.filter((each) => each.name === 'CaptureSequenceList')
      : root.name === 'CaptureSequenceList'
        ? [root]
        : [];
  if (lists.length === 0) return undefined;
  const left = new LeftOut();
  const steps = lists.map((list) => targetStep(targetOf(list, left)));
  return { name, startup: [], steps, shutdown: [], notes: left.notes };
}

/** Attributes that switch something on which is left out, and how that is written here where it can be. */
const SWITCHES: Readonly<Record<string, string>> = {
  RotateTarget: 'rotating to a position angle',
  StartGuiding: 'guiding',
  AutoFocusOnStart: 'autofocus at the start',
  AutoFocusOnFilterChange: 'autofocus when the filter changes, which is `focus: { on: [filter] }` here',
  AutoFocusAfterSetTime: 'autofocus after a time',
  AutoFocusAfterSetExposures: 'autofocus after a number of frames',
  AutoFocusAfterTemperatureChange: 'autofocus when it becomes warmer or colder',
  AutoFocusAfterHFRChange: 'autofocus when stars grow',
};

function targetOf(list: Element, left: LeftOut): DraftTarget {
  const { attributes } = list;
  for (const [key, what] of Object.entries(SWITCHES)) if (attributes[key] === 'true') left.add(what);
  if (Number(attributes['Delay'] ?? 0) > 0) left.add('delay before a target');
  const frames = list.children.filter((each) => each.name === 'CaptureSequence').flatMap((each) => frameOf(each, left));
  const name = attributes['TargetName'] ?? 'Unnamed';
  if (frames.length === 0) left.add(`the frames of ${name}: those here are a suggestion`);
  return {
    name,
    ...placeOf(list),
    frames: frames.length > 0 ? frames : SOME_FRAMES,
    ...(attributes['Mode'] === 'ROTATE' && { order: 'rotate' as const }),
  };
}

/** In hours and degrees with their parts where these are written; RA under Coordinates is in hours too. */
function placeOf(list: Element): { readonly ra: number; readonly dec: number } {
  const part = (name: string): number => Math.abs(Number(list.attributes[name] ?? 0)) || 0;
  if (list.attributes['RAHours'] !== undefined) {
    const ra = part('RAHours') + part('RAMinutes') / 60 + part('RASeconds') / 3600;
    const dec = part('DecDegrees') + part('DecMinutes') / 60 + part('DecSeconds') / 3600;
    const below = list.attributes['NegativeDec'] === 'true' || (list.attributes['DecDegrees'] ?? '').startsWith('-');
    return { ra, dec: below ? -dec : dec };
  }
  const coordinates = child(list, 'Coordinates');
  return {
    ra: (coordinates && numberIn(coordinates, 'RA')) ?? 0,
    dec: (coordinates && numberIn(coordinates, 'Dec')) ?? 0,
  };
}

function frameOf(capture: Element, left: LeftOut): readonly DraftFrame[] {
  if (child(capture, 'Enabled')?.text === 'false') return [];
  const type = TYPES[child(capture, 'ImageType')?.text ?? ''];
  const exposure = numberIn(capture, 'ExposureTime') ?? 0;
  const count = numberIn(capture, 'TotalExposureCount') ?? 0;
  if ((exposure <= 0 && type !== 'bias') || count < 1) {
    left.add('frames without an exposure time or a number');
    return [];
  }
  if (child(capture, 'Dither')?.text === 'true') {
    left.add(`dithering, which is \`dither: ${String(numberIn(capture, 'DitherAmount') ?? 1)}\` here`);
  }
  const wheel = child(capture, 'FilterType');
  const filter = (wheel && child(wheel, 'Name')?.text) ?? wheel?.text ?? '';
  const binning = child(capture, 'Binning');
  const x = (binning && numberIn(binning, 'X')) ?? 1;
  const [gain, offset] = [numberIn(capture, 'Gain') ?? -1, numberIn(capture, 'Offset') ?? -1];
  return [
    {
      ...(type && { type }),
      ...(filter !== '' && { filter }),
      exposure,
      count,
      ...(x > 1 && { binning: x }),
      ...(gain >= 0 && { gain }),
      ...(offset >= 0 && { offset }),
    },
  ];
}
