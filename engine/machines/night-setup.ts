import {
  and,
  assign,
  enqueueActions,
  type EventObject,
  fromCallback,
  fromPromise,
  not,
  or,
  sendTo,
  setup,
  stateIn,
} from 'xstate';
import { compileSequence } from '../compile/sequence.js';
import {
  type NightContext,
  type NightEvent,
  type NightLists,
  type NightOutcome,
  type NightSettings,
  type NightTimesOf,
  outcomeOf,
  reasonOfEnd,
} from './night-facts.js';
import type { NightPorts } from './ports.js';

/** How often the time is looked at, ms: the computer's clock may be set, or sleep, in between. */
const TICK = 60_000;

/** What the night machine is made of: its actors, what it notes, and what its guards look at. */
export const nightSetup = (lists: NightLists, times: NightTimesOf, settings: NightSettings, ports: NightPorts) => {
  const atTheEnd = lists.shutdown.filter((node) => node.node === 'step' && node.kind === 'disconnect');
  /** Over when nothing is left of a time that may still grow, as that of a verdict does with each time it is renewed. */
  const runOut = (left: () => number) =>
    fromPromise<void>(async ({ signal }) => {
      for (let ms = left(); ms > 0; ms = left()) await ports.wait(Math.min(TICK, ms), signal);
    });
  const shutdown = lists.shutdown.filter((node) => !atTheEnd.includes(node));
  return setup({
    types: {} as { context: NightContext; events: NightEvent },
    actors: {
      startup: compileSequence(lists.startup, ports),
      steps: compileSequence(lists.steps, ports),
      shutdown: compileSequence(shutdown, ports),
      disconnect: compileSequence(atTheEnd, ports),
      watch: fromCallback<EventObject>(({ sendBack }) =>
        ports.watch((verdict, reason) => {
          sendBack({ type: verdict === 'safe' ? 'SAFE' : verdict === 'unsafe' ? 'UNSAFE' : 'UNKNOWN', reason });
        }),
      ),
      silence: runOut(() => settings.staleAfter - ports.silentFor()),
      start: runOut(() => times.untilStart()),
      end: runOut(() => times.untilEnd()),
      secure: fromPromise<void, string>(({ input, signal }) => ports.secure(input, signal)),
      rest: fromPromise<void>(({ signal }) => ports.rest(signal)),
    },
    actions: {
      note: assign({ reason: ({ event }) => ('reason' in event ? event.reason : '') }),
      silent: assign({ reason: 'the safety sources have been silent for too long' }),
      watchFailed: assign({ reason: 'the safety watch has failed' }),
      because: assign({ why: (_, params: { why: string | undefined }) => params.why }),
      becauseOf: assign({
        why: (_, params: { what: string; event: unknown }) => reasonOfEnd(params.what, params.event),
      }),
      secured: assign({ secured: true }),
      opened: assign({ secured: false }),
      openedIfSafe: enqueueActions(({ enqueue, check }) => {
        if (check(and([SAFE, not(STOPPED)]))) enqueue.assign({ secured: false });
      }),
      tidied: assign({ tidied: true }),
      untidied: assign({ tidied: false }),
      reopened: assign({ reopenings: 0 }),
      notReopened: assign({ reopenings: ({ context }) => context.reopenings + 1 }),
      recovering: assign({ recoveries: ({ context }) => context.recoveries + 1 }),
      outcome: assign({ outcome: (_, params: { is: NightOutcome }) => params.is }),
      skip: sendTo('sequence', ({ event }) => event),
    },
    guards: {
      safe: SAFE,
      unsafe: not(SAFE),
      held: stateIn({ operator: 'hold' }),
      stopped: STOPPED,
      over: stateIn({ time: 'over' }),
      clear: and([SAFE, stateIn({ time: 'during' }), stateIn({ operator: 'go' })]),
      hurried: and([or([not(SAFE), STOPPED]), ({ context }) => !context.secured]),
      givenUp: ({ context }) => context.reopenings >= settings.reopenings,
      tidied: ({ context }) => context.tidied,
      completed: ({ event }) => outcomeOf(event)?.outcome === 'completed',
      recoverable: ({ context, event }) => {
        const end = outcomeOf(event);
        return end?.outcome === 'ended' && context.recoveries < settings.recoveries && ports.mayRecover(end.error);
      },
    },
    delays: {
      settle: settings.settle,
      retry: settings.retry,
      secureLimit: settings.secureLimit,
    },
  });
};

const SAFE = stateIn({ safety: { watching: 'safe' } });
const STOPPED = stateIn({ operator: 'stop' });
