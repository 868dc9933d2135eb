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
import type { PlanNode } from '../plan/plan.js';
import type { NightPorts } from './ports.js';
import type { SequenceOutcome } from './sequence.js';

export type NightEvent =
  | { readonly type: 'SAFE' | 'UNSAFE' | 'UNKNOWN'; readonly reason: string }
  | { readonly type: 'PAUSE' | 'RESUME' }
  /** Leaves the step or the target that is under way, and goes on with the next. */
  | { readonly type: 'SKIP'; readonly reason: string }
  /** Ends the night in order: secure first, then what is left of the shutdown. */
  | { readonly type: 'STOP'; readonly reason: string };

/** How the night ended, once the observatory was secured. */
export type NightOutcome = 'completed' | 'ended by a failure' | 'ended by the clock' | 'stopped';

export interface NightContext {
  /** Why the safety region stands where it stands. */
  readonly reason: string;
  /** Why the observatory is secured, if not for its safety. */
  readonly why: string | undefined;
  readonly outcome: NightOutcome;
  /** Parked and closed, read back, and not opened again since. */
  readonly secured: boolean;
  /** The shutdown steps have been gone through. */
  readonly tidied: boolean;
  /** Failed attempts to reopen in a row. */
  readonly reopenings: number;
  /** How often the night was secured and begun again because devices were lost. */
  readonly recoveries: number;
}

export interface NightTimesOf {
  /** ms until the night starts, from now; 0 when it has. */
  untilStart(): number;
  /** ms until it ends, from now; 0 when it has. */
  untilEnd(): number;
}

export interface NightSettings {
  /** ms */
  readonly staleAfter: number;
  /** ms */
  readonly settle: number;
  /** ms between two tries to secure an observatory that would not be secured */
  readonly retry: number;
  /** ms that one try to secure may take, whatever its parts do */
  readonly secureLimit: number;
  /** How often reopening may fail in a row before the night is given up. */
  readonly reopenings: number;
  /** How often devices may be lost in a night before it is given up. */
  readonly recoveries: number;
}

export interface NightLists {
  readonly startup: readonly PlanNode[];
  readonly steps: readonly PlanNode[];
  readonly shutdown: readonly PlanNode[];
}

/** How often the time is looked at, ms: the computer's clock may be set, or sleep, in between. */
const TICK = 60_000;

/**
 * The night, the same for every plan: what is safe, what the operator wants, what the clock says, and what is being
 * done. Guards read levels, never edges, so no verdict and no wish can be missed. Boot, crash and clouds share one path:
 * securing -> waiting -> reopening -> observing.
 */
export const nightMachine = (lists: NightLists, times: NightTimesOf, settings: NightSettings, ports: NightPorts) => {
  const atTheEnd = lists.shutdown.filter((node) => node.node === 'step' && node.kind === 'disconnect');
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
      begun: () => times.untilStart() <= 0,
      past: () => times.untilEnd() <= 0,
      givenUp: ({ context }) => context.reopenings >= settings.reopenings,
      tidied: ({ context }) => context.tidied,
      completed: ({ event }) => outcomeOf(event)?.outcome === 'completed',
      recoverable: ({ context, event }) => {
        const end = outcomeOf(event);
        return end?.outcome === 'ended' && context.recoveries < settings.recoveries && ports.mayRecover(end.error);
      },
    },
    delays: {
      stale: settings.staleAfter,
      settle: settings.settle,
      retry: settings.retry,
      secureLimit: settings.secureLimit,
      untilStart: () => Math.min(TICK, times.untilStart()),
      untilEnd: () => Math.min(TICK, times.untilEnd()),
    },
  }).createMachine({
    id: 'night',
    context: {
      reason: 'the safety sources have not been heard yet',
      why: 'the night begins',
      outcome: 'completed',
      secured: false,
      tidied: false,
      reopenings: 0,
      recoveries: 0,
    },
    type: 'parallel',
    states: {
      safety: {
        initial: 'watching',
        states: {
          watching: {
            initial: 'unknown',
            // Closed for the night: a watch that went on would connect again what is being disconnected.
            always: { guard: stateIn({ activity: { closing: 'disconnecting' } }), target: 'over' },
            invoke: { id: 'watch', src: 'watch', onError: { target: '.unknown', actions: 'watchFailed' } },
            on: {
              SAFE: { target: '.safe', actions: 'note' },
              UNSAFE: { target: '.unsafe', actions: 'note' },
              UNKNOWN: { target: '.unknown', actions: 'note' },
            },
            states: {
              // A watch that says nothing at all any more is begun anew; one that says `unknown` again and again is not.
              unknown: { after: { stale: { target: '#night.safety.watching', reenter: true } } },
              unsafe: { after: { stale: { target: 'unknown', actions: 'silent' } } },
              safe: { after: { stale: { target: 'unknown', actions: 'silent' } } },
            },
          },
          over: {},
        },
      },
      operator: {
        initial: 'go',
        states: {
          go: { on: { PAUSE: 'hold', STOP: { target: 'stop' } } },
          hold: { on: { RESUME: 'go', STOP: { target: 'stop' } } },
          stop: {},
        },
      },
      time: {
        initial: 'before',
        states: {
          before: {
            after: {
              untilStart: [
                { guard: 'begun', target: 'during' },
                { target: 'before', reenter: true },
              ],
            },
          },
          during: {
            after: {
              untilEnd: [
                { guard: 'past', target: 'over' },
                { target: 'during', reenter: true },
              ],
            },
          },
          over: {},
        },
      },
      activity: {
        initial: 'securing',
        states: {
          securing: {
            initial: 'trying',
            states: {
              trying: {
                invoke: {
                  src: 'secure',
                  input: ({ context }) => context.why ?? context.reason,
                  onDone: { target: '#night.activity.waiting', actions: 'secured' },
                  onError: 'alarm',
                },
                after: { secureLimit: 'alarm' },
              },
              alarm: { tags: 'alarm', after: { retry: 'trying' } },
            },
          },
          waiting: {
            initial: 'blocked',
            always: [
              { guard: 'stopped', target: 'closing', actions: { type: 'outcome', params: { is: 'stopped' } } },
              { guard: 'over', target: 'closing', actions: { type: 'outcome', params: { is: 'ended by the clock' } } },
              {
                guard: 'givenUp',
                target: 'closing',
                actions: { type: 'outcome', params: { is: 'ended by a failure' } },
              },
            ],
            // Settling is a matter of safety alone: a night that has to wait for its start does not lose that time.
            states: {
              blocked: { always: { guard: 'safe', target: 'settling' } },
              settling: { always: { guard: 'unsafe', target: 'blocked' }, after: { settle: 'settled' } },
              settled: {
                always: [
                  { guard: 'unsafe', target: 'blocked' },
                  { guard: 'clear', target: '#night.activity.reopening' },
                ],
              },
            },
          },
          reopening: {
            entry: ['opened', 'untidied'],
            always: [
              { guard: 'unsafe', target: 'securing', actions: { type: 'because', params: { why: undefined } } },
              {
                guard: or(['held', 'over', 'stopped']),
                target: 'securing',
                actions: { type: 'because', params: { why: 'the night does not go on' } },
              },
            ],
            invoke: {
              id: 'startup',
              src: 'startup',
              onDone: [
                { guard: 'completed', target: 'observing', actions: 'reopened' },
                {
                  target: 'securing',
                  actions: [
                    'notReopened',
                    { type: 'becauseOf', params: ({ event }) => ({ what: 'the startup has failed', event }) },
                  ],
                },
              ],
              onError: {
                target: 'securing',
                actions: [
                  'notReopened',
                  { type: 'becauseOf', params: ({ event }) => ({ what: 'the startup has failed', event }) },
                ],
              },
            },
          },
          observing: {
            always: [
              { guard: 'unsafe', target: 'securing', actions: { type: 'because', params: { why: undefined } } },
              {
                guard: 'stopped',
                target: 'securing',
                actions: { type: 'because', params: { why: 'the operator ends the night' } },
              },
              { guard: 'over', target: 'closing', actions: { type: 'outcome', params: { is: 'ended by the clock' } } },
              { guard: 'held', target: 'paused' },
            ],
            on: { SKIP: { actions: 'skip' } },
            invoke: {
              id: 'sequence',
              src: 'steps',
              onDone: [
                { guard: 'completed', target: 'closing' },
                {
                  guard: 'recoverable',
                  target: 'securing',
                  actions: [
                    'recovering',
                    { type: 'becauseOf', params: ({ event }) => ({ what: 'devices were lost', event }) },
                  ],
                },
                { target: 'closing.securing', actions: { type: 'outcome', params: { is: 'ended by a failure' } } },
              ],
              onError: {
                target: 'closing.securing',
                actions: { type: 'outcome', params: { is: 'ended by a failure' } },
              },
            },
          },
          // A pause leaves the roof open over a mount that stands still; when it lasts, the observatory is secured.
          paused: {
            always: [
              { guard: 'unsafe', target: 'securing', actions: { type: 'because', params: { why: undefined } } },
              {
                guard: 'stopped',
                target: 'securing',
                actions: { type: 'because', params: { why: 'the operator ends the night' } },
              },
              { guard: 'over', target: 'closing', actions: { type: 'outcome', params: { is: 'ended by the clock' } } },
              { guard: not('held'), target: 'observing' },
            ],
            invoke: { src: 'rest', onError: { actions: [] } },
            after: {
              settle: { target: 'securing', actions: { type: 'because', params: { why: 'the pause lasts long' } } },
            },
          },
          closing: {
            initial: 'resting',
            states: {
              resting: {
                always: { guard: 'hurried', target: 'securing', actions: 'untidied' },
                invoke: { src: 'rest', onDone: 'tidying', onError: 'tidying' },
              },
              tidying: {
                entry: ['tidied', 'openedIfSafe'],
                always: { guard: 'hurried', target: 'securing', actions: 'untidied' },
                invoke: { id: 'shutdown', src: 'shutdown', onDone: 'securing', onError: 'securing' },
              },
              securing: {
                invoke: {
                  src: 'secure',
                  input: 'the night is over',
                  onDone: [
                    { guard: 'tidied', target: 'disconnecting', actions: 'secured' },
                    { target: 'tidying', actions: 'secured' },
                  ],
                  onError: 'alarm',
                },
                after: { secureLimit: 'alarm' },
              },
              alarm: { tags: 'alarm', after: { retry: 'securing' } },
              disconnecting: {
                invoke: {
                  src: 'disconnect',
                  onDone: '#night.activity.closed',
                  onError: '#night.activity.closed',
                },
              },
            },
          },
          closed: { type: 'final' },
        },
      },
    },
  });
};

const SAFE = stateIn({ safety: { watching: 'safe' } });
const STOPPED = stateIn({ operator: 'stop' });

function outcomeOf(event: unknown): SequenceOutcome | undefined {
  return typeof event === 'object' && event !== null && 'output' in event
    ? (event.output as SequenceOutcome)
    : undefined;
}

/** Why a list of steps ended before its end, in words. */
function reasonOfEnd(what: string, event: unknown): string {
  const end = outcomeOf(event);
  const error: unknown =
    end?.outcome === 'ended' ? end.error : typeof event === 'object' && event && 'error' in event ? event.error : '';
  return `${what}: ${error instanceof Error ? error.message : String(error)}`;
}
