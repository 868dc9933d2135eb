import { type Draft, type DraftTarget, LeftOut, SOME_FRAMES, targetStep } from './draft.js';
import { type Captures, capturesOf, queueDraft } from './ekos-captures.js';
import { MalformedFile } from './malformed-file.js';
import { child, type Element, numberIn, readXml } from './xml.js';

/** Reads a file that lies beside the imported one, by its name without folders. */
export type ReadBeside = (name: string) => string | undefined;

/**
 * A schedule (.esl) or a sequence of captures (.esq) of Ekos.
 * @returns undefined when it is no such file
 */
export function fromEkos(root: Element, name: string, readBeside: ReadBeside): Draft | undefined {
  if (root.name === 'SequenceQueue') return queueDraft(root, name);
  return root.name === 'SchedulerList' ? new Schedule(readBeside).read(root, name) : undefined;
}

/** What a job of a schedule does before it takes frames; tracking is part of a target here. */
const STEPS: Readonly<Record<string, string>> = {
  Focus: 'autofocus before a target',
  Align: 'solving and centring before a target',
  Guide: 'guiding',
};

/** What a schedule does before and after all of its jobs. */
const PROCEDURES: Readonly<Record<string, string>> = {
  UnparkMount: 'unpark',
  UnparkDome: 'open',
  ParkMount: 'park',
  ParkDome: 'close',
};

class Schedule {
  readonly #left = new LeftOut();
  #temperature: string | undefined;

  constructor(readonly readBeside: ReadBeside) {}

  read(root: Element, name: string): Draft {
    let lead: Element | undefined;
    const steps = root.children
      .filter((each) => each.name === 'Job')
      .map((job) => {
        // A job that follows another has its name and place.
        const follows = child(job, 'JobType')?.attributes['lead'] === 'false';
        if (!follows) lead = job;
        return this.#repeated(job, targetStep(this.#target(job, (follows ? lead : undefined) ?? job)));
      });
    const startup = this.#procedures(child(root, 'StartupProcedure'));
    const shutdown = this.#procedures(child(root, 'ShutdownProcedure'));
    const cool = this.#temperature === undefined ? [] : [{ cool: { to: `${this.#temperature} C`, over: '10 min' } }];
    return { name, startup: [...cool, ...startup], steps, shutdown, notes: this.#left.notes };
  }

  #target(job: Element, lead: Element): DraftTarget {
    const left = this.#left;
    const coordinates = child(lead, 'Coordinates');
    const { frames, temperature } = this.#captures(child(job, 'Sequence')?.text ?? '');
    this.#temperature ??= temperature;
    if ((numberIn(job, 'PositionAngle') ?? -1) >= 0) left.add('position angle');
    for (const { text } of child(job, 'Steps')?.children ?? []) {
      if (STEPS[text] !== undefined) left.add(STEPS[text]);
    }
    const limits = limitsOf(child(job, 'Constraints'), left);
    const { culmination, from } = startOf(child(job, 'StartupCondition'), left);
    const until = conditionIn(child(job, 'CompletionCondition'), 'At')?.attributes['value'];
    if (culmination !== undefined) limits['hour-angle'] = `> ${String(culmination)} min`;
    return {
      name: child(lead, 'Name')?.text ?? 'Unnamed',
      ra: (coordinates && numberIn(coordinates, 'J2000RA')) ?? 0,
      dec: (coordinates && numberIn(coordinates, 'J2000DE')) ?? 0,
      frames: frames.length > 0 ? frames : SOME_FRAMES,
      ...(Object.keys(limits).length > 0 && { while: limits }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until: this.#timeOfDay(until) }),
    };
  }

  #timeOfDay(dateTime: string): string {
    return timeOfDay(dateTime, this.#left);
  }

  /** A job whose captures are taken several times, or as long as the night lasts. */
  #repeated(job: Element, step: unknown): unknown {
    const completion = child(job, 'CompletionCondition');
    const count = Math.floor(Number(conditionIn(completion, 'Repeat')?.attributes['value'] ?? 1));
    if (count > 1) return { repeat: { count, steps: [step] } };
    return conditionIn(completion, 'Loop') ? { repeat: { until: 'nautical dawn', steps: [step] } } : step;
  }

  #captures(path: string): Captures {
    const file = path.split(/[/\\]/u).at(-1) ?? '';
    const text = file === '' ? undefined : this.readBeside(file);
    const why = text === undefined ? 'which is not beside this file' : this.#readQueue(text);
    if (typeof why !== 'string') return capturesOf(why, this.#left);
    this.#left.add(`the captures of ${file === '' ? 'a job' : file}, ${why}; frames are a suggestion`);
    return { frames: [], temperature: undefined };
  }

  /** The captures of a text, or why it has none. */
  #readQueue(text: string): Element | string {
    try {
      const root = readXml(text);
      return root.name === 'SequenceQueue' ? root : 'which is no sequence of captures';
    } catch (error) {
      if (!(error instanceof MalformedFile)) throw error;
      return `which is not well formed at ${String(error.line)}:${String(error.column)} (${error.message})`;
    }
  }

  #procedures(procedure: Element | undefined): readonly unknown[] {
    if (procedure?.attributes['enabled'] === 'false') return [];
    return (procedure?.children ?? []).flatMap(({ name, text }): readonly unknown[] => {
      if (text === 'WarmCCD') return [{ warm: { over: '10 min' } }];
      const step = PROCEDURES[text];
      if (step === undefined) this.#left.add(name === 'Procedure' ? text : name);
      return step === undefined ? [] : [step];
    });
  }
}

function conditionIn(conditions: Element | undefined, kind: string): Element | undefined {
  return conditions?.children.find(({ text }) => text === kind);
}

interface Start {
  /** Minutes after the culmination. */
  readonly culmination?: number;
  readonly from?: string;
}

function startOf(conditions: Element | undefined, left: LeftOut): Start {
  const culmination = conditionIn(conditions, 'Culmination');
  if (culmination) return { culmination: Number(culmination.attributes['value'] ?? 0) || 0 };
  const at = conditionIn(conditions, 'At')?.attributes['value'];
  return at === undefined ? {} : { from: timeOfDay(at, left) };
}

/** A schedule is of one date; a plan is of any night. */
function timeOfDay(dateTime: string, left: LeftOut): string {
  left.add('the dates of times');
  return dateTime.slice(11).replace(/:00$/u, '') || dateTime;
}

function limitsOf(constraints: Element | undefined, left: LeftOut): Record<string, string> {
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
