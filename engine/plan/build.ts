import type { z } from 'zod';
import type { StepKind } from '../steps/step.js';
import type { BlockLibrary } from './blocks.js';
import { buildParallel, buildRepeat, buildSequence, buildTry, buildWhen } from './build-container.js';
import { buildChoose, buildTarget } from './build-target.js';
import { BlockUser } from './build-use.js';
import type { Building, NodeBase } from './building.js';
import { CONTAINER_KINDS, type ContainerKind } from './containers.js';
import { type CountedFrames, countedIn } from './counted-frames.js';
import type { Located } from './document.js';
import { type FrameDefaults, frameName, frameSet, frameTitle } from './frames.js';
import { type Identities, slug } from './identity.js';
import { OrbitFiles } from './orbits/orbit-file.js';
import type { ErrorPolicy, PlanNode } from './plan.js';
import type { Problem } from './problem.js';
import { frame } from './sequence-schema.js';
import { type StepItem, StepItemReader, type Surroundings } from './step-item.js';
import { validate } from './validate.js';

/** Builds the nodes of a plan from the lists of steps in a document, and gathers what is wrong with them. */
export class NodeBuilder implements Building {
  readonly #items: StepItemReader;
  readonly #orbits: OrbitFiles;
  readonly #blocks: BlockUser;
  readonly #counted: CountedFrames[] = [];

  constructor(
    readonly steps: ReadonlyMap<string, StepKind>,
    readonly identities: Identities,
    readonly defaults: FrameDefaults,
    blocks: BlockLibrary,
    readonly problems: Problem[],
  ) {
    this.#items = new StepItemReader([...steps.keys(), ...CONTAINER_KINDS], identities, problems);
    this.#orbits = new OrbitFiles(blocks.file, problems, blocks.sources);
    this.#blocks = new BlockUser(blocks, this, problems);
  }

  list(list: Located | undefined, around: Surroundings): readonly PlanNode[] {
    return (list?.items ?? []).flatMap((item) => {
      const read = this.#items.read(item, around);
      return read ? this.#nodes(read, around) : [];
    });
  }

  inside(item: StepItem, key: string, around: Surroundings, onError: ErrorPolicy = item.onError): readonly PlanNode[] {
    return this.list(item.body.entries?.get(key)?.value, { ...around, onError });
  }

  /** What the limits count of all that was built so far. */
  get counted(): readonly CountedFrames[] {
    return [...this.#counted];
  }

  /** Reads the blocks of the plan that nothing uses. */
  checkUnused(around: Surroundings): void {
    this.#blocks.checkUnused(around);
  }

  error(problem: Omit<Problem, 'severity'>): readonly [] {
    this.problems.push({ severity: 'error', ...problem });
    return [];
  }

  valid<T>(schema: z.ZodType<T>, { body, kind, key }: StepItem): T | undefined {
    const complete = this.#orbits.putIn(body);
    if (!complete) return undefined;
    const result = validate(schema, complete, kind, key);
    if (result.ok) {
      this.#counted.push(...countedIn(complete));
      return result.value;
    }
    this.problems.push(...result.problems);
    return undefined;
  }

  base({ id, key, onError }: StepItem, { block, section }: Surroundings, name: string): NodeBase {
    return { id: id ?? this.identities.derive(`${block ?? section}${slug(name)}`, key), place: key, onError };
  }

  /** One node, or those that `sequence` and `use` put in place. */
  #nodes(item: StepItem, around: Surroundings): readonly PlanNode[] {
    const kind = this.steps.get(item.kind);
    if (kind) return this.#step(kind, item, around);
    switch (item.kind as ContainerKind) {
      case 'expose':
        return this.#expose(item, around);
      case 'target':
        return buildTarget(item, around, this);
      case 'repeat':
        return buildRepeat(item, around, this);
      case 'parallel':
        return buildParallel(item, around, this);
      case 'when':
        return buildWhen(item, around, this);
      case 'try':
        return buildTry(item, around, this);
      case 'choose':
        return buildChoose(item, around, this);
      case 'sequence':
        return buildSequence(item, around, this);
      case 'use':
        return this.#blocks.use(item, around);
    }
  }

  #step(kind: StepKind, item: StepItem, around: Surroundings): readonly PlanNode[] {
    const body = this.valid(kind.schema, item);
    if (body === undefined) return [];
    const title = kind.title(body);
    const bare = item.body.entries?.size === 0;
    return [{ node: 'step', kind: item.kind, body, title, ...this.base(item, around, bare ? item.kind : title) }];
  }

  #expose(item: StepItem, around: Surroundings): readonly PlanNode[] {
    const body = this.valid(frame, item);
    if (!body) return [];
    const base = this.base(item, around, `expose ${frameName(body)}`);
    const frames = frameSet(body, this.defaults, base.id, { ...item.body, place: item.key });
    const { triggers } = around;
    return [{ node: 'expose', title: frameTitle(frames), frames, ...(triggers && { triggers }), ...base }];
  }
}
