import type { z } from 'zod';
import { choose, group, parallel, repeat, tryBody, when } from './container-schemas.js';
import { frame, target, use } from './sequence-schema.js';

/** What stands in a list of steps beside the kinds of `engine/steps`: it holds frames or other steps. */
export interface Container {
  /** One sentence or two, for the reference page and for editors. */
  readonly summary: string;
  readonly schema: z.ZodType;
  /** A few lines of YAML that are valid as they stand. */
  readonly example: string;
}

export const CONTAINERS = {
  expose: {
    summary: 'Takes a number of equal frames of whatever the telescope points at.',
    schema: frame,
    example: '- expose: { filter: Ha, exposure: 300 s, count: 10 }',
  },
  target: {
    summary:
      'Images one object: waits until it may be imaged, points at it, and takes its frames, with meridian flips where they fall due. It is passed over when its limits no longer hold in this night.',
    schema: target,
    example: `- target:
    name: M31
    position: 00h42m44.3s +41d16m09s
    while: { altitude: "> 30 deg" }
    frames:
      - { filter: L, exposure: 180 s, count: 40 }
      - { filter: R, exposure: 180 s, count: 15 }
    order: rotate`,
  },
  repeat: {
    summary: 'Does its steps again and again: a number of times, until a moment, or while limits hold.',
    schema: repeat,
    example: `- repeat:
    until: nautical dawn
    steps:
      - expose: { exposure: 60 s }`,
  },
  sequence: {
    summary:
      'Steps one after the other, taken as one: for a branch of `parallel`, or to hand them an error policy or triggers.',
    schema: group,
    example: `- parallel:
    - cool: { to: -10 C, over: 10 min }
    - sequence: [open, unpark]`,
  },
  parallel: {
    summary: 'Begins all of its steps at once, and is done when all of them are.',
    schema: parallel,
    example: `- parallel:
    - cool: { to: -10 C, over: 10 min }
    - open`,
  },
  when: {
    summary: 'Does its steps when limits hold at the moment it is reached, and otherwise those under `else`.',
    schema: when,
    example: `- when:
    if: { moon-altitude: "< 0 deg" }
    steps:
      - expose: { filter: L, exposure: 180 s }
    else:
      - expose: { filter: Ha, exposure: 300 s }`,
  },
  try: {
    summary: 'Does its steps, and then those under `finally`, whether or not the first went well.',
    schema: tryBody,
    example: `- try:
    steps:
      - expose: { type: flat, exposure: 2 s, count: 20 }
    finally:
      - park`,
  },
  choose: {
    summary:
      'Images several targets, always the one that suits best: of those whose limits hold, the one of the highest priority, and of equals the one that sets soonest for what it still needs. Each choice and its reason are in the journal.',
    schema: choose,
    example: `- choose:
    until: nautical dawn
    targets:
      - { name: M31, position: 00h42m44s +41d16m09s, priority: 1, frames: [{ exposure: 60 s, count: 20 }] }
      - { name: M33, position: 01h33m51s +30d39m37s, frames: [{ exposure: 60 s, count: 20 }] }`,
  },
  use: {
    summary: 'Puts the steps of a block in place, with values for its parameters.',
    schema: use,
    example: `- use: { block: flats, with: { filter: L } }`,
  },
} as const satisfies Readonly<Record<string, Container>>;

export type ContainerKind = keyof typeof CONTAINERS;
export const CONTAINER_KINDS = Object.keys(CONTAINERS) as readonly ContainerKind[];
