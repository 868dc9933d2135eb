import { not, or, stateIn } from 'xstate';
import type { NightLists, NightSettings, NightTimesOf } from './night-facts.js';
import { nightSetup } from './night-setup.js';
import type { NightPorts } from './ports.js';

/** Waits for a verdict that is not renewed in time; a wait that fails is taken for one that is over. */
const silence = <const T>(then: T) => ({ id: 'silence', src: 'silence', onDone: then, onError: then }) as const;
/** What a verdict becomes then. */
const silent = silence({ target: 'unknown', actions: 'silent' });

/**
 * The night, the same for every plan: what is safe, what the operator wants, what the clock says, and what is being
 * done. Guards read levels, never edges, so no verdict and no wish can be missed. Boot, crash and clouds share one path:
 * securing -> waiting -> reopening -> observing.
 */
export const nightMachine = (lists: NightLists, times: NightTimesOf, settings: NightSettings, ports: NightPorts) =>
  nightSetup(lists, times, settings, ports).createMachine({
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
              unknown: { invoke: silence({ target: '#night.safety.watching', reenter: true }) },
              unsafe: { invoke: silent },
              safe: { invoke: silent },
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
          before: { invoke: { id: 'start', src: 'start', onDone: 'during' } },
          during: { invoke: { id: 'end', src: 'end', onDone: 'over' } },
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
