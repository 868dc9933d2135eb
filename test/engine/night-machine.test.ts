import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { nightMachine } from '../../engine/machines/night.js';
import {
  at,
  badEdges,
  chart,
  counterexamples,
  edges,
  held,
  idsIn,
  keyOf,
  nodes,
  over,
  ports,
  safe,
  type Snapshot,
  underWay,
} from './explored-night.js';

describe('the night machine, in every state that it can be in', () => {
  it('has been explored', () => {
    expect(nodes.length).toBeGreaterThan(300);
    const activities = new Set(
      nodes.map(({ state }) => JSON.stringify((state.value as { activity: unknown }).activity)),
    );
    // Every activity and every part of closing, waiting and securing was reached.
    expect([...activities].sort()).toMatchInlineSnapshot(`
      [
        ""closed"",
        ""observing"",
        ""paused"",
        ""reopening"",
        "{"closing":"alarm"}",
        "{"closing":"disconnecting"}",
        "{"closing":"resting"}",
        "{"closing":"securing"}",
        "{"closing":"tidying"}",
        "{"securing":"alarm"}",
        "{"securing":"trying"}",
        "{"waiting":"blocked"}",
        "{"waiting":"settled"}",
        "{"waiting":"settling"}",
      ]
    `);
    console.log(`night machine: ${String(nodes.length)} states, ${String(edges.length)} transitions explored`);
  });

  it('reaches every state of its chart', () => {
    const reached = new Set(nodes.flatMap(({ state }) => idsIn(state)));
    expect(chart.filter((id) => !reached.has(id))).toEqual([]);
  });

  it('has nothing of the plan under way while it secures or waits, and so waits for no download', () => {
    expect(counterexamples((s) => (at(s, 'securing') || at(s, 'waiting')) && underWay(s).length > 0)).toEqual([]);
    expect(counterexamples((s) => s.matches({ activity: { closing: 'securing' } }) && underWay(s).length > 0)).toEqual(
      [],
    );
    // And it is the plan that exposes: nothing else is invoked anywhere.
    expect(counterexamples((s) => at(s, 'observing') !== underWay(s).includes('sequence'))).toEqual([]);
  });

  it('never observes or opens while it is unsafe or nobody knows', () => {
    expect(counterexamples((s) => !safe(s) && (at(s, 'observing') || at(s, 'reopening') || at(s, 'paused')))).toEqual(
      [],
    );
  });

  it('never observes or opens while the operator holds it', () => {
    expect(counterexamples((s) => held(s) && (at(s, 'observing') || at(s, 'reopening')))).toEqual([]);
  });

  it('never observes or opens when the operator has ended the night, or its time is over', () => {
    const ended = (s: Snapshot): boolean => s.matches({ operator: 'stop' }) || over(s);
    expect(counterexamples((s) => ended(s) && (at(s, 'observing') || at(s, 'reopening') || at(s, 'paused')))).toEqual(
      [],
    );
  });

  it('never observes or opens before its time', () => {
    expect(counterexamples((s) => s.matches({ time: 'before' }) && (at(s, 'observing') || at(s, 'reopening')))).toEqual(
      [],
    );
  });

  it('never opens again after it has begun to close', () => {
    expect(
      badEdges((from, to) => (at(from, 'closing') || at(from, 'closed')) && !at(to, 'closing') && !at(to, 'closed')),
    ).toEqual([]);
  });

  it('observes only after it has been opened, and opens only after it was secured and has settled', () => {
    expect(
      badEdges(
        (from, to) => at(to, 'observing') && !['observing', 'reopening', 'paused'].some((a) => at(from, a as 'paused')),
      ),
    ).toEqual([]);
    expect(
      badEdges(
        (from, to) => at(to, 'reopening') && !at(from, 'reopening') && !(at(from, 'waiting') && from.context.secured),
      ),
    ).toEqual([]);
  });

  it('is secured when it waits and when it is closed', () => {
    expect(counterexamples((s) => (at(s, 'waiting') || at(s, 'closed')) && !s.context.secured)).toEqual([]);
  });

  it('leaves securing by nothing but being secured', () => {
    expect(
      badEdges((from, to, event) => at(from, 'securing') && !at(to, 'securing') && !/^xstate.done.actor/.test(event)),
    ).toEqual([]);
  });

  it('goes to securing at once from wherever the roof may be open when it turns unsafe', () => {
    expect(
      badEdges(
        (from, to) =>
          safe(from) &&
          !safe(to) &&
          !from.context.secured &&
          // Its own end, once everything has read back as parked and closed, is not a verdict.
          !(to.matches({ safety: 'over' }) && to.context.secured) &&
          !at(to, 'securing') &&
          !to.matches({ activity: { closing: 'securing' } }) &&
          !to.matches({ activity: { closing: 'alarm' } }),
      ),
    ).toEqual([]);
  });

  it('shouts while it cannot be secured, and tries again', () => {
    const alarms = nodes.filter(({ state }) => state.hasTag('alarm'));
    expect(alarms.length).toBeGreaterThan(0);
    for (const { state, transitions } of alarms) {
      const retried = Object.values(transitions).some(
        ({ event, state: to }) =>
          /^xstate.after/.test(event.type) &&
          !to.hasTag('alarm') &&
          (at(to, 'securing') || to.matches({ activity: { closing: 'securing' } })),
      );
      expect(retried, keyOf(state)).toBe(true);
    }
  });

  it('can come to its end from every state', () => {
    const back = new Map<string, string[]>();
    for (const { from, to } of edges) back.set(keyOf(to), [...(back.get(keyOf(to)) ?? []), keyOf(from)]);
    const reached = new Set(nodes.filter(({ state }) => at(state, 'closed')).map(({ state }) => keyOf(state)));
    const queue = [...reached];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      for (const before of back.get(key) ?? []) {
        if (!reached.has(before)) queue.push(before);
        reached.add(before);
      }
    }
    expect(nodes.map(({ state }) => keyOf(state)).filter((key) => !reached.has(key))).toEqual([]);
  });

  it('ends the watch only when it is secured and disconnects, so that nothing is connected again', () => {
    const ended = nodes.filter(({ state }) => state.matches({ safety: 'over' }));
    expect(ended.length).toBeGreaterThan(0);
    for (const { state } of ended) {
      expect(state.context.secured, keyOf(state)).toBe(true);
      expect(at(state, 'closed') || state.matches({ activity: { closing: 'disconnecting' } }), keyOf(state)).toBe(true);
    }
    expect(nodes.some(({ state }) => at(state, 'closed') && !state.matches({ safety: 'over' }))).toBe(false);
  });

  it('takes silence for unsafe: every verdict grows stale by itself', () => {
    const fresh = nodes.filter(
      ({ state }) => state.matches({ safety: 'watching' }) && !state.matches({ safety: { watching: 'unknown' } }),
    );
    for (const { state, transitions } of fresh) {
      const silence = Object.values(transitions).filter(({ event }) => event.type.endsWith('.silence'));
      expect(new Set(silence.map(({ event }) => event.type)).size, keyOf(state)).toBe(2);
      for (const { state: after } of silence) expect(after.matches({ safety: { watching: 'unknown' } })).toBe(true);
    }
  });

  it('believes a verdict for as long as it is renewed, and then for as long as it may', async () => {
    const clock = new VirtualClock();
    const staleAfter = 20_000;
    let heardAt = 0;
    let say: ((verdict: 'safe', reason: string) => void) | undefined;
    const watched = nightMachine(
      { startup: [], steps: [], shutdown: [] },
      { untilStart: () => Infinity, untilEnd: () => Infinity },
      { staleAfter, settle: 60_000, retry: 60_000, secureLimit: 60_000, reopenings: 1, recoveries: 1 },
      {
        ...ports,
        watch: (report) => {
          heardAt = clock.now();
          say = report;
          return () => undefined;
        },
        silentFor: () => clock.now() - heardAt,
        wait: (ms, signal) => clock.sleep(ms, signal),
      },
    );
    const actor = createActor(watched, { clock }).start();
    const believed = (): boolean => actor.getSnapshot().matches({ safety: { watching: 'safe' } });
    say?.('safe', 'told once');
    for (; clock.now() < 300_000; heardAt = clock.now()) {
      expect(believed()).toBe(true);
      await clock.advance(7_000);
    }
    await clock.advance(heardAt + staleAfter - 1 - clock.now());
    expect(believed()).toBe(true);
    await clock.advance(1);
    expect(believed()).toBe(false);
    actor.stop();
  });
});
