import { createActor, waitFor } from 'xstate';
import { describe, expect, it } from 'vitest';
import { compileSequence, type SequenceOutcome } from '../../engine/compile.js';
import type { SequencePorts, StepRequest, TargetAction } from '../../engine/machines/ports.js';
import { nextFrameOf, nextFrameOfTarget } from '../../engine/night/frame-order.js';
import { frameKey, type PlanNode } from '../../engine/plan/plan.js';
import { expose, frames, NEXT, repeat, SKIP, step, target } from '../support/plans.js';

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
  runStep = async (request: StepRequest, attempt: number): Promise<void> => {
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
    const next = nextFrameOfTarget(node, passes, (key) => this.done.has(key));
    if (!next) return { do: 'finish', reason: 'done' };
    const key = frameKey(next.frames, passes, next.n);
    if (this.flips.delete(key)) return { do: 'flip', reason: `before ${key}` };
    return { do: 'expose', ...next, reason: '' };
  };
  nextFrame: SequencePorts['nextFrame'] = (node, passes) =>
    this.left.has(node.id) ? undefined : nextFrameOf(node.frames, passes, (key) => this.done.has(key));
  skipped: SequencePorts['skipped'] = (node) => {
    this.left.add(node.id);
    this.log.push(`left ${node.id}`);
  };
  passesDone: SequencePorts['passesDone'] = (node, passes) => this.passes.get(`${node.id}/${passes.join('.')}`) ?? 0;
  recordPass: SequencePorts['recordPass'] = async (node, passes, n) => {
    this.passes.set(`${node.id}/${passes.join('.')}`, n);
  };
  goesOn = () => true;
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
