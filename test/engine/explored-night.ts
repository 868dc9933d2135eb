import type { AnyStateNode, EventObject, SnapshotFrom } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { nightMachine } from '../../engine/machines/night.js';
import type { NightPorts } from '../../engine/machines/ports.js';
import { QUIET } from '../night/matrix-night.js';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Ports that never answer: the exploration itself says what every actor answers. */
export const ports: NightPorts = {
  runStep: never,
  awaitTarget: never,
  chooseNext: never,
  passesDone: () => 0,
  recordPass: never,
  goesOn: async () => true,
  decide: async () => 'steps',
  elect: async () => ({ do: 'finish', reason: '' }),
  isTryOver: () => false,
  recordTry: async () => undefined,
  givenUp: () => undefined,
  skipped: () => undefined,
  letGo: () => undefined,
  overtaken: () => false,
  secure: never,
  rest: never,
  mayRecover: (error) => error === 'lost',
  watch: () => () => undefined,
  silentFor: () => Infinity,
  wait: never,
};

/** The machine of a plan with every kind of step and of container. */
const machine = nightMachine(
  { startup: QUIET.startup, steps: QUIET.plans[0] ?? [], shutdown: QUIET.shutdown },
  { untilStart: () => 0, untilEnd: () => 0 },
  { staleAfter: 1, settle: 2, retry: 3, secureLimit: 4, reopenings: 2, recoveries: 2 },
  ports,
);
export type Snapshot = SnapshotFrom<typeof machine>;

/** Every event that the machine may get in a state: those of the outside, its timers, and what its actors may answer. */
function eventsIn(snapshot: Snapshot): EventObject[] {
  const own = new Set(
    (snapshot as unknown as { _nodes: AnyStateNode[] })._nodes.flatMap((node) => node.ownEvents as string[]),
  );
  return [...own].filter((type) => type !== '').flatMap(variantsOf);
}

function variantsOf(type: string): EventObject[] {
  if (type.startsWith('xstate.done.actor')) {
    return [
      { type, output: { outcome: 'completed' } },
      { type, output: { outcome: 'ended', by: 'slew', error: 'broken' } },
      { type, output: { outcome: 'ended', by: 'slew', error: 'lost' } },
    ] as unknown as EventObject[];
  }
  if (type.startsWith('xstate.error')) return [{ type, error: new Error('failed') } as unknown as EventObject];
  return [{ type, reason: 'told' } as unknown as EventObject];
}

/** What two states have in common that are one: all but the reasons in words. */
export const keyOf = ({ value, context }: Snapshot): string =>
  JSON.stringify([value, { ...context, reason: undefined, why: undefined }]);

const map = getAdjacencyMap(machine, {
  events: eventsIn as never,
  serializeState: keyOf,
  serializeEvent: (event) => JSON.stringify(event),
  limit: 200_000,
});
/** Every state that can be reached, with what can follow. */
export const nodes = Object.values(map) as unknown as {
  state: Snapshot;
  transitions: Record<string, { event: EventObject; state: Snapshot }>;
}[];
export const edges = nodes.flatMap(({ state, transitions }) =>
  Object.values(transitions).map((edge) => ({ from: state, event: edge.event.type, to: edge.state })),
);

export const safe = (s: Snapshot): boolean => s.matches({ safety: { watching: 'safe' } });
export const held = (s: Snapshot): boolean => s.matches({ operator: 'hold' });
export const over = (s: Snapshot): boolean => s.matches({ time: 'over' });
export const at = (
  s: Snapshot,
  activity: 'observing' | 'reopening' | 'securing' | 'waiting' | 'closing' | 'closed' | 'paused',
) => s.matches({ activity });
export const counterexamples = (broken: (s: Snapshot) => boolean): string[] =>
  nodes.filter(({ state }) => broken(state)).map(({ state }) => keyOf(state));
export const badEdges = (broken: (from: Snapshot, to: Snapshot, event: string) => boolean): string[] =>
  edges
    .filter(({ from, to, event }) => broken(from, to, event))
    .map(({ from, event, to }) => `${keyOf(from)} --${event}--> ${keyOf(to)}`);

/** Ids of all states of the chart. */
export const chart: readonly string[] = idsBelow(machine.root);
/** Ids of the states that a snapshot is in. */
export const idsIn = (s: Snapshot): readonly string[] =>
  (s as unknown as { _nodes: AnyStateNode[] })._nodes.map(({ id }) => id);
/** What of the plan is under way: the machines of its lists that have been invoked and not been stopped. */
export const underWay = ({ children }: Snapshot): readonly string[] =>
  ['startup', 'sequence', 'shutdown'].filter((id) => children[id as keyof typeof children] !== undefined);

function idsBelow({ id, states }: AnyStateNode): readonly string[] {
  return [id, ...(Object.values(states) as AnyStateNode[]).flatMap(idsBelow)];
}
