import { type Draft, type DraftFrame, frameBody, LeftOut, SOME_FRAMES, targetStep } from './draft.js';
import { child, type Element, numberIn, readXml } from './xml.js';

/** Reads a file that lies beside the imported one, by its name without folders. */
export type ReadBeside = (name: string) => string | undefined;

/**
 * A schedule (.esl) or a sequence of captures (.esq) of Ekos.
 * @returns undefined when it is no such file
 */
export function fromEkos(source: string, name: string, readBeside: ReadBeside): Draft | undefined {
  const root = readXml(source);
  if (root?.name === 'SequenceQueue') return fromQueue(root, name);
  return root?.name === 'SchedulerList' ? fromSchedule(root, name, readBeside) : undefined;
}

const FRAME_TYPES: Readonly<Record<string, DraftFrame['type']>> = { Dark: 'dark', Bias: 'bias', Flat: 'flat' };

function fromQueue(root: Element, name: string): Draft {
  const left = new LeftOut();
  const jobs = root.children.filter((each) => each.name === 'Job');
  const steps = jobs.map((job) => ({ expose: frameBody(frameOf(job, left)) }));
  const temperature = jobs.map((job) => child(job, 'Temperature')).find((each) => each?.attributes['force'] === 'true');
  const startup = temperature
    ? ['connect', { cool: { to: `${temperature.text} C`, over: '10 min' } }, 'open', 'unpark']
    : [];
  return { name, startup, steps, shutdown: [], notes: left.notes };
}

function frameOf(job: Element, left: LeftOut): DraftFrame {
  const type = FRAME_TYPES[child(job, 'Type')?.text ?? ''];
  const filter = child(job, 'Filter')?.text;
  const binning = child(job, 'Binning');
  const x = binning && numberIn(binning, 'X');
  const gain = numberIn(job, 'Gain');
  const offset = numberIn(job, 'Offset');
  if ((numberIn(job, 'Delay') ?? 0) > 0) left.add('delay between frames');
  const frame = child(job, 'Frame');
  if (frame && ((numberIn(frame, 'X') ?? 0) > 0 || (numberIn(frame, 'Y') ?? 0) > 0)) left.add('sub-frame');
  return {
    ...(type && { type }),
    ...(filter !== undefined && filter !== '' && filter !== '--' && { filter }),
    exposure: numberIn(job, 'Exposure') ?? 0,
    count: numberIn(job, 'Count') ?? 1,
    ...(x !== undefined && x > 1 && { binning: x }),
    ...(gain !== undefined && gain >= 0 && { gain }),
    ...(offset !== undefined && offset >= 0 && { offset }),
  };
}

function fromSchedule(root: Element, name: string, readBeside: ReadBeside): Draft {
  const left = new LeftOut();
  const steps = root.children
    .filter((each) => each.name === 'Job')
    .map((job) => {
      const coordinates = child(job, 'Coordinates');
      const path = child(job, 'Sequence')?.text ?? '';
      const frames = framesOf(path, readBeside, left);
      const limits = limitsOf(child(job, 'Constraints'), left);
      if ((numberIn(job, 'PositionAngle') ?? -1) >= 0) left.add('position angle');
      for (const kind of ['StartupCondition', 'CompletionCondition'] as const) {
        const condition = child(job, kind)?.children.find((each) => !['ASAP', 'Sequence'].includes(each.text));
        if (condition) left.add(`${condition.text} of ${kind}`);
      }
      return targetStep({
        name: child(job, 'Name')?.text ?? 'Unnamed',
        ra: (coordinates && numberIn(coordinates, 'J2000RA')) ?? 0,
        dec: (coordinates && numberIn(coordinates, 'J2000DE')) ?? 0,
        frames,
        ...(Object.keys(limits).length > 0 && { while: limits }),
      });
    });
  return { name, startup: [], steps, shutdown: [], notes: left.notes };
}

function framesOf(path: string, readBeside: ReadBeside, left: LeftOut): readonly DraftFrame[] {
  const file = path.split(/[/\\]/u).at(-1) ?? '';
  const text = file === '' ? undefined : readBeside(file);
  const queue = text === undefined ? undefined : readXml(text);
  if (queue?.name !== 'SequenceQueue') {
    left.add(`the captures of ${file === '' ? 'a job' : file}, which is not beside this file; frames are a suggestion`);
    return SOME_FRAMES;
  }
  return queue.children.filter((each) => each.name === 'Job').map((job) => frameOf(job, left));
}

function limitsOf(constraints: Element | undefined, left: LeftOut): Readonly<Record<string, string>> {
  const limits: Record<string, string> = {};
  for (const { text, attributes } of constraints?.children ?? []) {
    const value = attributes['value'] ?? '';
    if (text === 'MinimumAltitude') limits['altitude'] = `> ${value} deg`;
    else if (text === 'MoonSeparation') limits['moon-separation'] = `> ${value} deg`;
    else if (text === 'MoonMaxAltitude') limits['moon-altitude'] = `< ${value} deg`;
    // The night itself sees to it.
    else if (!['EnforceTwilight', 'EnforceWeather', 'EnforceArtificialHorizon'].includes(text))
      left.add(`constraint ${text}`);
  }
  return limits;
}
