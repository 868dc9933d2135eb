import type { z } from 'zod';
import { frame, repeat, target } from './sequence-schema.js';

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
} as const satisfies Readonly<Record<string, Container>>;

export type ContainerKind = keyof typeof CONTAINERS;
export const CONTAINER_KINDS = Object.keys(CONTAINERS) as readonly ContainerKind[];
