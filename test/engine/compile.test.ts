import { createActor, waitFor } from 'xstate';
import { describe, expect, it } from 'vitest';
import { compileSequence } from '../../engine/compile/sequence.js';
import type { SequenceOutcome } from '../../engine/machines/sequence.js';
import type { Passes, SequencePorts, StepRequest, TargetAction } from '../../engine/machines/ports.js';
import { nextFrameOf, nextFrameOfTarget } from '../../engine/night/frame-order.js';
import { type ExposeNode, frameKey, type FrameSet, type PlanNode } from '../../engine/plan/plan.js';
import {
  choose,
  chosen,
  expose,
  frames,
  NEXT,
  parallel,
  repeat,
  SKIP,
  step,
  target,
  tryThen,
  when,
} from '../support/plans.js';

/** Ports over plain memory: what was asked for, in order, and what fails how often. */
class MemoryPorts implements SequencePorts {
  readonly log: string[] = [];
  readonly done = new Set<string>();
  readonly passes = new Map<string, number>();
  readonly failures = new Map<string, number>();
  flips = new Set<string>();
  readonly left = new Set<string>();

  name(request: StepRequest): string {
    const pass = request.passes.map((n) => `@${String(n)}`).join('');
    if (request.kind === 'frame') return frameKey(request.frames, request.passes, request.n);
    return request.kind === 'step' ? `${request.node.id}${pass}` : `${request.kind} ${request.node.id}${pass}`;
  }
  runStep: SequencePorts['runStep'] = async (request, attempt) => {
    const name = this.name(request);
    const left = this.failures.get(name) ?? 0;
    this.log.push(attempt > 1 ? `${name} (attempt ${String(attempt)})` : name);
    if (left > 0) {
      this.failures.set(name, left - 1);
      throw Object.assign(new Error(`${name} failed`), { retryable: true });
    }
    if (request.kind === 'frame') this.done.add(name);
  };
  awaitTarget = async () => ({ go: true as const });
  chooseNext: SequencePorts['chooseNext'] = async (node, passes): Promise<TargetAction> => {
    const next =
      node.node === 'expose'
        ? this.nextAlone(node, passes)
        : nextFrameOfTarget(node, passes, (key) => this.done.has(key));
    if (!next) return { do: 'finish', reason: 'done' };
    const key = frameKey(next.frames, passes, next.n);
    if (this.flips.delete(key)) return { do: 'flip', reason: `before ${key}` };
    return { do: 'expose', ...next, reason: '' };
  };
  private nextAlone({ id, frames: set }: ExposeNode, passes: Passes): { frames: FrameSet; n: number } | undefined {
    const n = this.left.has(id) ? undefined : nextFrameOf(set, passes, (key) => this.done.has(key));
    return n === undefined ? undefined : { frames: set, n };
  }
  skipped: SequencePorts['skipped'] = (node) => {
    this.left.add(node.id);
    this.log.push(`left ${node.id}`);
  };
  /** Targets and choices of which the mount need not keep any more. */
  readonly gone: string[] = [];
  letGo: SequencePorts['letGo'] = ({ id }) => {
    this.gone.push(id);
  };
  passesDone: SequencePorts['passesDone'] = (node, passes) => this.passes.get(`${node.id}/${passes.join('.')}`) ?? 0;
  recordPass: SequencePorts['recordPass'] = async (node, passes, n) => {
    this.passes.set(`${node.id}/${passes.join('.')}`, n);
  };
  goesOn = async () => true;
  /** Ids of the `when`s that do not hold. */
  readonly not = new Set<string>();
  readonly over = new Set<string>();
  decide: SequencePorts['decide'] = async (node) => (this.not.has(node.id) ? 'else' : 'steps');
  /** The highest priority; of equals the one that is fewest frames along. */
  elect: SequencePorts['elect'] = async (node, passes, { holder, givenUp }) => {
    const open = node.targets
      .filter(({ id }) => !givenUp.has(id) && !this.left.has(id))
      .map((one) => ({ one, next: nextFrameOfTarget(one, passes, (key) => this.done.has(key)) }))
      .filter(({ next }) => next !== undefined)
      .sort((a, b) => b.one.priority - a.one.priority || a.next!.n - b.next!.n);
    const [best] = open;
    if (!best?.next) return { do: 'finish', reason: 'done' };
    if (holder?.target !== best.one) return { do: 'acquire', holder: { target: best.one, since: 0 }, reason: '' };
    const key = frameKey(best.next.frames, passes, best.next.n);
    if (this.flips.delete(key)) return { do: 'flip', target: best.one, reason: `before ${key}` };
    return { do: 'expose', target: best.one, ...best.next, reason: '' };
  };
  isTryOver: SequencePorts['isTryOver'] = ({ id }) => this.over.has(id);
  recordTry: SequencePorts['recordTry'] = async ({ id }) => {
    this.over.add(id);
  };
  givenUp: SequencePorts['givenUp'] = (request, error, then) => {
    this.log.push(`gave up ${this.name(request)}: ${then}`);
    if (request.kind === 'frame' && then === 'skip') this.done.add(this.name(request));
  };
  overtaken = () => false;
}

async function run(nodes: readonly PlanNode[], ports: MemoryPorts): Promise<SequenceOutcome> {
  const actor = createActor(compileSequence(nodes, ports)).start();
  const snapshot = await waitFor(actor, (state) => state.status === 'done', { timeout: 5000 });
  return snapshot.output as SequenceOutcome;
}

describe('a compiled sequence', () => {
  it('does its steps in order and takes every frame of an expose once', async () => {
    const ports = new MemoryPorts();
    expect(await run([step('slew'), expose('dark', 3), step('park')], ports)).toEqual({ outcome: 'completed' });
    expect(ports.log).toEqual(['slew', 'dark#1', 'dark#2', 'dark#3', 'park']);
  });

  it('is done at once when it is empty', async () => {
    expect(await run([], new MemoryPorts())).toEqual({ outcome: 'completed' });
  });

  it('tries a step again as its policy says, and goes on when it succeeds', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 2);
    await run([step('slew', { onError: { retry: 2, backoff: 0, then: 'end the night' } }), step('park')], ports);
    expect(ports.log).toEqual(['slew', 'slew (attempt 2)', 'slew (attempt 3)', 'park']);
  });

  it('ends when a step fails for good, and says which', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 9);
    expect(await run([step('slew'), step('park')], ports)).toMatchObject({ outcome: 'ended', by: 'slew' });
    expect(ports.log).toEqual(['slew', 'gave up slew: end the night']);
  });

  it('skips a step whose policy says so', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('focus', 9);
    await run([step('focus', { onError: SKIP }), step('park')], ports);
    expect(ports.log).toEqual(['focus', 'gave up focus: skip', 'park']);
  });

  it('skips a single frame and takes the others', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('dark#2', 9);
    await run([expose('dark', 3, { onError: SKIP })], ports);
    expect(ports.log).toEqual(['dark#1', 'dark#2', 'gave up dark#2: skip', 'dark#3']);
  });

  it('acquires a target, takes its frames, and flips when told to', async () => {
    const ports = new MemoryPorts();
    ports.flips.add('m31/L#2');
    await run([target('m31', [frames('m31/L', 2), frames('m31/R', 1)])], ports);
    expect(ports.log).toEqual(['acquire m31', 'm31/L#1', 'flip m31', 'm31/L#2', 'm31/R#1']);
  });

  it('takes frames of several sets round and round', async () => {
    const ports = new MemoryPorts();
    await run([target('m31', [frames('L', 3), frames('R', 2)], { order: 'rotate' })], ports);
    expect(ports.log).toEqual(['acquire m31', 'L#1', 'R#1', 'L#2', 'R#2', 'L#3']);
  });

  it('goes to the next target when one cannot be acquired', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('acquire a', 9);
    await run(
      [target('a', [frames('a/L', 2)], { onError: NEXT }), step('filter'), target('b', [frames('b/L', 1)])],
      ports,
    );
    expect(ports.log).toEqual(['acquire a', 'gave up acquire a: next target', 'filter', 'acquire b', 'b/L#1']);
  });

  it.each<readonly [string, Partial<Parameters<typeof target>[2]> & object, string | undefined]>([
    ['all its frames are taken', {}, undefined],
    ['it is skipped', { onError: SKIP }, 'acquire m31'],
    ['the next target follows', { onError: NEXT }, 'acquire m31'],
    ['the night is ended', {}, 'acquire m31'],
  ])('lets go of a target when %s', async (_how, more, failing) => {
    const ports = new MemoryPorts();
    if (failing !== undefined) ports.failures.set(failing, 9);
    await run([target('m31', [frames('m31/L', 2)], more)], ports);
    expect(ports.gone).toEqual(['m31']);
  });

  it('lets go of what was chosen when a choice is over', async () => {
    const ports = new MemoryPorts();
    await run([choose('c', [chosen('a', [frames('a/L', 1)])])], ports);
    expect(ports.gone).toEqual(['c']);
  });

  it('ends the night when a flip fails, whatever the policy of the target', async () => {
    const ports = new MemoryPorts();
    ports.flips.add('m31/L#1');
    ports.failures.set('flip m31', 9);
    expect(await run([target('m31', [frames('m31/L', 2)], { onError: SKIP })], ports)).toMatchObject({
      outcome: 'ended',
      by: 'm31',
    });
  });

  it('goes round a repeat as often as it says, with a key for each pass', async () => {
    const ports = new MemoryPorts();
    await run([repeat('r', [step('slew'), expose('dark', 1)], { count: 2 })], ports);
    expect(ports.log).toEqual(['slew@1', 'dark@1#1', 'slew@2', 'dark@2#1']);
  });

  it('counts the passes of a repeat within a repeat apart', async () => {
    const ports = new MemoryPorts();
    await run([repeat('outer', [repeat('inner', [expose('d', 1)], { count: 2 })], { count: 2 })], ports);
    expect(ports.log).toEqual(['d@1@1#1', 'd@1@2#1', 'd@2@1#1', 'd@2@2#1']);
  });

  it('goes on where it was when it is started again', async () => {
    const ports = new MemoryPorts();
    ports.done.add('m31/L#1');
    ports.passes.set('r/', 1);
    await run([target('m31', [frames('m31/L', 2)]), repeat('r', [expose('d', 1)], { count: 2 })], ports);
    expect(ports.log).toEqual(['acquire m31', 'm31/L#2', 'd@2#1']);
  });
});

describe('a compiled container', () => {
  it('begins all branches of a parallel at once, and goes on when all are done', async () => {
    const ports = new MemoryPorts();
    await run([parallel('p', [expose('a', 2), expose('b', 1), step('cool')]), step('park')], ports);
    expect(new Set(ports.log.slice(0, 3))).toEqual(new Set(['a#1', 'b#1', 'cool']));
    expect(ports.log.slice(3)).toEqual(['a#2', 'park']);
  });

  it('lets the other branches go on when a step of one is skipped', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('focus', 9);
    await run([parallel('p', [step('focus', { onError: SKIP }), expose('b', 2)]), step('park')], ports);
    expect(ports.log).toEqual(['focus', 'gave up focus: skip', 'b#1', 'b#2', 'park']);
  });

  it('goes to the next target after a parallel in which one branch was given up for it', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 9);
    const branches = parallel('p', [step('slew', { onError: NEXT }), expose('b', 2)]);
    await run([branches, expose('c', 1), target('m31', [frames('L', 1)])], ports);
    expect(ports.log).toEqual(['slew', 'gave up slew: next target', 'b#1', 'b#2', 'acquire m31', 'L#1']);
  });

  it('ends all branches when one ends the night, but not before what has to be done in any case', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 9);
    const branches = parallel('p', [
      step('slew'),
      expose('b', 50),
      tryThen('t', [expose('c', 50)], [step('lamp off')]),
    ]);
    expect(await run([branches, step('park')], ports)).toMatchObject({ outcome: 'ended', by: 'slew' });
    expect(ports.log).toEqual(['slew', 'gave up slew: end the night', 'lamp off']);
  });

  it('does one list of a when, or the other', async () => {
    const ports = new MemoryPorts();
    ports.not.add('no');
    const lists = () => ({ steps: [step('a')], else: [step('b')] });
    await run([when('yes', lists()), when('no', lists()), when('no', { steps: [step('c')] }), step('park')], ports);
    expect(ports.log).toEqual(['a', 'b', 'park']);
  });

  it('goes on to the next target after a when, from a step in it', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 9);
    await run(
      [
        when('w', { steps: [step('slew', { onError: NEXT }), expose('a', 1)] }),
        expose('b', 1),
        target('c', [frames('L', 1)]),
      ],
      ports,
    );
    expect(ports.log).toEqual(['slew', 'gave up slew: next target', 'acquire c', 'L#1']);
  });

  it('does what stands under finally when all went well, once', async () => {
    const ports = new MemoryPorts();
    await run([tryThen('t', [expose('flat', 2)], [step('lamp off')]), step('park')], ports);
    expect(ports.log).toEqual(['flat#1', 'flat#2', 'lamp off', 'park']);
    ports.log.length = 0;
    await run([tryThen('t', [expose('flat', 2)], [step('lamp off')]), step('park')], ports);
    expect(ports.log).toEqual(['park']);
  });

  it('does what stands under finally before it goes to the next target', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 9);
    const body = tryThen('t', [step('slew', { onError: NEXT }), expose('flat', 1)], [step('lamp off')]);
    await run([body, expose('b', 1), target('c', [frames('L', 1)])], ports);
    expect(ports.log).toEqual(['slew', 'gave up slew: next target', 'lamp off', 'acquire c', 'L#1']);
    expect(ports.over.has('t')).toBe(false);
  });

  it('does what stands under finally, whole, at every level before it ends the night', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('slew', 9);
    const inner = tryThen('inner', [step('slew')], [step('one')]);
    const last = [tryThen('in finally', [step('two')], [step('three')]), step('four')];
    expect(await run([tryThen('outer', [inner, step('never')], last), step('park')], ports)).toMatchObject({
      outcome: 'ended',
      by: 'slew',
    });
    expect(ports.log).toEqual(['slew', 'gave up slew: end the night', 'one', 'two', 'three', 'four']);
  });

  it('acquires the target that is chosen, anew only when it is another one, and flips', async () => {
    const ports = new MemoryPorts();
    ports.flips.add('b/L#2');
    await run(
      [choose('c', [chosen('a', [frames('a/L', 1)]), chosen('b', [frames('b/L', 2)], 1)]), step('park')],
      ports,
    );
    expect(ports.log).toEqual(['acquire b', 'b/L#1', 'flip b', 'b/L#2', 'acquire a', 'a/L#1', 'park']);
  });

  it('chooses among the others when a target cannot be acquired, by the policy of that target', async () => {
    const ports = new MemoryPorts();
    ports.failures.set('acquire a', 9);
    ports.failures.set('b/L#1', 9);
    const a = chosen('a', [frames('a/L', 1)], 2, { onError: NEXT });
    const b = chosen('b', [frames('b/L', 2)], 1, { onError: SKIP });
    await run([choose('c', [a, b])], ports);
    expect(ports.log).toEqual([
      'acquire a',
      'gave up acquire a: next target',
      'acquire b',
      'b/L#1',
      'gave up b/L#1: skip',
      'b/L#2',
    ]);
  });

  it('acquires its target anew when the sequence is stopped and started again', async () => {
    const ports = new MemoryPorts();
    const runStep = ports.runStep;
    const sequence = compileSequence(
      [choose('c', [chosen('a', [frames('a/L', 1)]), chosen('b', [frames('b/L', 2)], 1)])],
      ports,
    );
    const interrupted = new Promise<void>((resolve) => {
      ports.runStep = async (request, attempt, signal) => {
        if (ports.name(request) !== 'b/L#1') return runStep(request, attempt, signal);
        resolve();
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        });
      };
    });
    const first = createActor(sequence).start();
    await interrupted;
    first.stop();
    ports.runStep = runStep;
    const again = createActor(sequence).start();
    await waitFor(again, (state) => state.status === 'done', { timeout: 5000 });
    expect(ports.log).toEqual(['acquire b', 'acquire b', 'b/L#1', 'b/L#2', 'acquire a', 'a/L#1']);
  });

  it('goes on with the others when the mount does not tell what a target needs to know', async () => {
    const ports = new MemoryPorts();
    const elect = ports.elect;
    ports.elect = async (node, passes, standing, signal) => {
      if (standing.holder?.target.id === 'a') throw new Error('the mount does not answer');
      return elect(node, passes, standing, signal);
    };
    const a = chosen('a', [frames('a/L', 1)], 2, { onError: SKIP });
    expect(await run([choose('c', [a, chosen('b', [frames('b/L', 1)])])], ports)).toEqual({ outcome: 'completed' });
    expect(ports.log).toEqual(['acquire a', 'gave up acquire a: skip', 'acquire b', 'b/L#1']);
  });

  it('ends the night when a flip fails in a choice', async () => {
    const ports = new MemoryPorts();
    ports.flips.add('a/L#1');
    ports.failures.set('flip a', 9);
    expect(await run([choose('c', [chosen('a', [frames('a/L', 1)], 0, { onError: SKIP })])], ports)).toMatchObject({
      outcome: 'ended',
      by: 'a',
    });
  });
});
