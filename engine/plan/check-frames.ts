import { NamePattern } from '../fits/file-name.js';
import { formatDuration } from './measures.js';
import type { Observatory } from './observatory.js';
import type { AnyNode, FrameSet, Plan } from './plan.js';
import type { Problem } from './problem.js';
import { framesOf, insideOf } from './walk.js';

/** s; whoever exposes longer has probably written the wrong unit. */
const LONG_EXPOSURE = 3600;

/** Frames that would be taken otherwise than was probably meant, and those whose files would have the same names. */
export function checkFrames(plan: Plan, observatory: Observatory): readonly Problem[] {
  const sets = [...setsIn([...plan.startup, ...plan.steps, ...plan.shutdown])];
  return [
    ...sets.flatMap(({ set }) => longExposure(set)),
    ...(observatory.devices.filterWheel ? withoutFilter(sets) : []),
    ...sameNames(plan, observatory, sets),
  ];
}

interface SetInPlan {
  readonly set: FrameSet;
  /** Name of the target that it is of. */
  readonly target: string | undefined;
  /** Repeats around it. */
  readonly depth: number;
}

function* setsIn(nodes: readonly AnyNode[], depth = 0): Generator<SetInPlan> {
  for (const node of nodes) {
    const target = node.node === 'target' ? node.name : undefined;
    for (const set of framesOf(node)) yield { set, target, depth };
    yield* setsIn(insideOf(node), node.node === 'repeat' ? depth + 1 : depth);
  }
}

function longExposure({ exposure, place }: FrameSet): readonly Problem[] {
  if (exposure <= LONG_EXPOSURE) return [];
  const message = `each of these frames is exposed for ${formatDuration(exposure)}`;
  const hint = 'look at the unit: a cloud, a gust or an aeroplane costs the whole frame';
  return [{ severity: 'warning', code: 'doubtful', message, hint, place }];
}

/** Light frames that take what is in the beam, where others of the plan say what shall be in it. */
function withoutFilter(sets: readonly SetInPlan[]): readonly Problem[] {
  const lights = sets.filter(({ set }) => set.type === 'light');
  if (lights.every(({ set }) => set.filter === undefined)) return [];
  return lights
    .filter(({ set, target }) => set.filter === undefined && target !== undefined)
    .map(({ set: { place } }) => ({
      severity: 'warning',
      code: 'doubtful',
      message: 'these frames name no filter: they are taken through the one that is in the beam by then',
      hint: 'add `filter:`, as other frames of this plan have it',
      place,
    }));
}

/** Sets that the pattern of names does not tell apart. No frame is lost by it: the later files get a number at the end. */
function sameNames(plan: Plan, observatory: Observatory, sets: readonly SetInPlan[]): readonly Problem[] {
  const written = observatory.images.name;
  const pattern = new NamePattern(written);
  const night = { run: '', night: '', sequence: plan.name, observatory, version: '' };
  const holders = new Map<string, SetInPlan>();
  const problems: Problem[] = [];
  for (const each of sets) {
    const { set, target, depth } = each;
    const passes = Array.from({ length: depth }, () => 1);
    const position = { ra: 0, dec: 0 };
    const frame = {
      key: set.id,
      set,
      passes,
      n: 1,
      ...(target !== undefined && { target: { name: target, position } }),
    };
    const name = pattern.path(frame, night);
    const first = holders.get(name.toLowerCase());
    if (!first) {
      holders.set(name.toLowerCase(), each);
      continue;
    }
    const tokens = tellingApart(set, first.set, written);
    problems.push({
      severity: 'warning',
      code: 'doubtful',
      message: `the files of "${set.id}" would have the same names as those of "${first.set.id}": a number at their end tells them apart`,
      hint: `put ${tokens} into \`name\` under \`images\` of the observatory: it is now ${written}`,
      place: set.place,
      related: [{ message: 'these are the others', place: first.set.place }],
    });
  }
  return problems;
}

/** What a pattern would have to hold for two sets to have names of their own. */
function tellingApart(a: FrameSet, b: FrameSet, written: string): string {
  const keys = ['type', 'filter', 'exposure', 'binning', 'gain', 'offset'] as const;
  const differing = keys
    .filter((key) => a[key] !== b[key])
    .map((key) => `{${key}}`)
    .filter((token) => !written.includes(token));
  return differing.length === 0 ? '{set}' : differing.join(' and ');
}
