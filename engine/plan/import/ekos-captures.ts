import { type Draft, type DraftFrame, frameBody, LeftOut } from './draft.js';
import { child, type Element, numberIn } from './xml.js';

/** What a sequence of captures asks for. */
export interface Captures {
  readonly frames: readonly DraftFrame[];
  /** C, that the sensor is cooled to. */
  readonly temperature: string | undefined;
}

const FRAME_TYPES: Readonly<Record<string, DraftFrame['type']>> = { Dark: 'dark', Bias: 'bias', Flat: 'flat' };

export function queueDraft(root: Element, name: string): Draft {
  const left = new LeftOut();
  const { frames, temperature } = capturesOf(root, left);
  const startup = temperature === undefined ? [] : [{ cool: { to: `${temperature} C`, over: '10 min' } }];
  return {
    name,
    startup,
    steps: frames.map((frame) => ({ expose: frameBody(frame) })),
    shutdown: [],
    notes: left.notes,
  };
}

export function capturesOf(root: Element, left: LeftOut): Captures {
  const jobs = root.children.filter((each) => each.name === 'Job');
  const temperature = jobs.map((job) => child(job, 'Temperature')).find((each) => each?.attributes['force'] === 'true');
  for (const [name, what] of SWITCHES) {
    const element = child(root, name);
    if (element?.attributes['enabled'] === 'true') left.add(what(element.text));
  }
  return { frames: jobs.flatMap((job) => frameOf(job, left)), temperature: temperature?.text };
}

/** What goes on between frames, and how it is written here where it can be. */
const SWITCHES: readonly (readonly [string, (value: string) => string])[] = [
  ['GuideDeviation', () => 'aborting frames when the guiding is bad'],
  ['GuideStartDeviation', () => 'waiting for good guiding'],
  ['Autofocus', () => 'autofocus when stars grow'],
  ['HFRCheck', () => 'autofocus when stars grow'],
  ['RefocusEveryN', (minutes) => `autofocus, which is \`focus: { every: ${minutes} min }\` here`],
  ['RefocusOnTemperatureDelta', (degrees) => `autofocus, which is \`focus: { on: [${degrees} C] }\` here`],
  ['RefocusOnMeridianFlip', () => 'autofocus after a flip, which is `flip: { then: [focus] }` here'],
];

function frameOf(job: Element, left: LeftOut): readonly DraftFrame[] {
  const type = FRAME_TYPES[child(job, 'Type')?.text ?? ''];
  const filter = child(job, 'Filter')?.text;
  const binning = child(job, 'Binning');
  const x = binning && numberIn(binning, 'X');
  const exposure = numberIn(job, 'Exposure') ?? 0;
  const count = numberIn(job, 'Count') ?? 1;
  const gain = numberIn(job, 'Gain') ?? property(job, 'gain');
  const offset = numberIn(job, 'Offset') ?? property(job, 'offset');
  if ((numberIn(job, 'Delay') ?? 0) > 0) left.add('delay between frames');
  if ((numberIn(job, 'Rotation') ?? -1) >= 0) left.add('position angle');
  const dither = numberIn(job, 'GuideDitherPerJob') ?? -1;
  if (dither > 0) left.add(`dithering, which is \`dither: ${String(dither)}\` here`);
  const frame = child(job, 'Frame');
  if (frame && ((numberIn(frame, 'X') ?? 0) > 0 || (numberIn(frame, 'Y') ?? 0) > 0)) left.add('sub-frame');
  if ((exposure <= 0 && type !== 'bias') || count < 1) {
    left.add('frames without an exposure time or a number');
    return [];
  }
  return [
    {
      ...(type && { type }),
      ...(filter !== undefined && filter !== '' && filter !== '--' && { filter }),
      exposure,
      count,
      ...(x !== undefined && x > 1 && { binning: x }),
      ...(gain !== undefined && gain >= 0 && { gain }),
      ...(offset !== undefined && offset >= 0 && { offset }),
    },
  ];
}

/** A property of the camera's driver, which is in one place or another by its make: CCD_GAIN.GAIN, CCD_CONTROLS.Gain. */
function property(job: Element, name: string): number | undefined {
  const elements = child(job, 'Properties')?.children.flatMap(({ children }) => children) ?? [];
  const found = elements.find(({ attributes }) => attributes['name']?.toLowerCase() === name);
  return found && found.text !== '' && Number.isFinite(Number(found.text)) ? Number(found.text) : undefined;
}
