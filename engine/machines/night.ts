import { and, assign, type EventObject, fromCallback, fromPromise, not, or, setup, stateIn } from 'xstate';
import { compileSequence, type SequenceOutcome } from '../compile.js';
import type { PlanNode } from '../plan/plan.js';
import type { NightPorts } from './ports.js';

export type NightEvent =
  | { readonly type: 'SAFE' | 'UNSAFE' | 'UNKNOWN'; readonly reason: string }
  | { readonly type: 'PAUSE' | 'RESUME' }
  /** Ends the night in order: secure first, then what is left of the shutdown. */
  | { readonly type: 'STOP'; readonly reason: string };

/** How the night ended, once the observatory was secured. */
export type NightOutcome = 'completed' | 'ended by a failure' | 'ended by the clock' | 'stopped';

export interface NightContext {
  /** Why the safety region stands where it stands. */
  readonly reason: string;
  readonly outcome: NightOutcome;
  /** Parked and closed, read back, and not opened again since. */
  readonly secured: boolean;
  /** The shutdown steps have been gone through. */
  readonly tidied: boolean;
  /** Failed attempts to reopen in a row. */
  readonly reopenings: number;
}

export interface NightTimesOf {
  /** ms until the night starts, from now; 0 when it has. */
  untilStart(): number;
  /** ms until it ends, from now. */
  untilEnd(): number;
}

export interface NightSettings {
  /** ms */
  readonly staleAfter: number;
  /** ms */
  readonly settle: number;
  /** ms between two tries to secure an observatory that would not be secured */
  readonly retry: number;
  /** How often reopening may fail before the night is given up. */
  readonly reopenings: number;
}

export interface NightLists {
  readonly startup: readonly PlanNode[];
  readonly steps: readonly PlanNode[];
  readonly shutdown: readonly PlanNode[];
}

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
    },
    actions: {
      note: assign({ reason: ({ event }) => ('reason' in event ? event.reason : '') }),
      silent: assign({ reason: 'the safety monitor has been silent for too long' }),
      secured: assign({ secured: true }),
      opened: assign({ secured: false }),
      tidied: assign({ tidied: true }),
      untidied: assign({ tidied: false }),
      reopened: assign({ reopenings: 0 }),
      notReopened: assign({ reopenings: ({ context }) => context.reopenings + 1 }),
      outcome: assign({ outcome: (_, params: { is: NightOutcome }) => params.is }),
    },
    guards: {
      safe: stateIn({ safety: 'safe' }),
      unsafe: not(stateIn({ safety: 'safe' })),
      held: stateIn({ operator: 'hold' }),
      begun: stateIn({ time: 'during' }),
      over: stateIn({ time: 'over' }),
      clear: and(['safe', 'begun', not('held')]),
      unclear: not('clear'),
      unsafeAndOpen: and([not(stateIn({ safety: 'safe' })), ({ context }) => !context.secured]),
      givenUp: ({ context }) => context.reopenings >= settings.reopenings,
      tidied: ({ context }) => context.tidied,
      completed: ({ event }) => 'output' in event && (event.output as SequenceOutcome).outcome === 'completed',
    },
    delays: {
      stale: settings.staleAfter,
      settle: settings.settle,
      retry: settings.retry,
      untilStart: () => times.untilStart(),
      untilEnd: () => times.untilEnd(),
    },
  }).createMachine({
    id: 'night',
    context: {
      reason: 'the safety monitor has not been heard yet',
      outcome: 'completed',
      secured: false,
      tidied: false,
      reopenings: 0,
    },
    type: 'parallel',
    states: {
      safety: {
        initial: 'unknown',
        invoke: { id: 'watch', src: 'watch' },
        on: {
          SAFE: { target: '.safe', actions: 'note' },
          UNSAFE: { target: '.unsafe', actions: 'note' },
          UNKNOWN: { target: '.unknown', actions: 'note' },
        },
        states: {
          unknown: {},
          unsafe: { after: { stale: { target: 'unknown', actions: 'silent' } } },
          safe: { after: { stale: { target: 'unknown', actions: 'silent' } } },
        },
      },
      operator: {
        initial: 'go',
        states: { go: { on: { PAUSE: 'hold' } }, hold: { on: { RESUME: 'go' } } },
      },
      time: {
        initial: 'before',
        states: {
          before: { after: { untilStart: 'during' } },
          during: { after: { untilEnd: 'over' } },
          over: {},
        },
      },
      activity: {
        initial: 'securing',
        on: {
          STOP: {
            guard: not(or([stateIn({ activity: 'closing' }), stateIn({ activity: 'closed' })])),
            target: '.closing.securing',
            actions: ['note', { type: 'outcome', params: { is: 'stopped' } }],
          },
        },
        states: {
          securing: {
            initial: 'trying',
            states: {
              trying: {
                invoke: {
                  src: 'secure',
                  input: ({ context }) => context.reason,
                  onDone: { target: '#night.activity.waiting', actions: 'secured' },
                  onError: 'alarm',
                },
              },
              alarm: { tags: 'alarm', after: { retry: 'trying' } },
            },
          },
          waiting: {
            initial: 'blocked',
            always: [
              { guard: 'over', target: 'closing', actions: { type: 'outcome', params: { is: 'ended by the clock' } } },
              {
                guard: 'givenUp',
                target: 'closing',
                actions: { type: 'outcome', params: { is: 'ended by a failure' } },
              },
            ],
            states: {
              blocked: { always: { guard: 'clear', target: 'settling' } },
              settling: {
                always: { guard: 'unclear', target: 'blocked' },
                after: { settle: '#night.activity.reopening' },
              },
            },
          },
          reopening: {
            entry: ['opened', 'untidied'],
            always: { guard: or(['unsafe', 'held', 'over']), target: 'securing' },
            invoke: {
              id: 'startup',
              src: 'startup',
              onDone: [
                { guard: 'completed', target: 'observing', actions: 'reopened' },
                { target: 'securing', actions: 'notReopened' },
              ],
              onError: { target: 'securing', actions: 'notReopened' },
            },
          },
          observing: {
            always: [
              { guard: 'unsafe', target: 'securing' },
              { guard: 'over', target: 'closing', actions: { type: 'outcome', params: { is: 'ended by the clock' } } },
              { guard: 'held', target: 'paused' },
            ],
            invoke: {
              id: 'sequence',
              src: 'steps',
              onDone: [
                { guard: 'completed', target: 'closing' },
                { target: 'closing', actions: { type: 'outcome', params: { is: 'ended by a failure' } } },
              ],
              onError: { target: 'closing', actions: { type: 'outcome', params: { is: 'ended by a failure' } } },
            },
          },
          // A pause leaves the roof open and the mount tracking towards its limit: after a while it is secured too.
          paused: {
            always: [
              { guard: 'unsafe', target: 'securing' },
              { guard: 'over', target: 'closing', actions: { type: 'outcome', params: { is: 'ended by the clock' } } },
              { guard: not('held'), target: 'observing' },
            ],
            after: { settle: 'securing' },
          },
          closing: {
            initial: 'tidying',
            states: {
              tidying: {
                entry: 'tidied',
                always: { guard: 'unsafeAndOpen', target: 'securing', actions: 'untidied' },
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
