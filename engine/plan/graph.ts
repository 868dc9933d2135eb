import type { AnyNode, Plan } from './plan.js';

/** A state of the chart, in the form of XState's machine configuration. */
export interface ChartState {
  readonly description?: string;
  readonly type?: 'parallel' | 'final';
  readonly initial?: string;
  readonly states?: Readonly<Record<string, ChartState>>;
  /** Where it goes when it is done. */
  readonly onDone?: string;
  readonly always?: readonly { readonly target: string; readonly guard?: string }[];
}

/** The plan as a state chart that tools for XState machines can show: one state a node. */
export interface Chart extends ChartState {
  readonly id: string;
}

/** For `nocturne graph --json`. Names of states are ids; each has its title as description. */
export function planStateChart(plan: Plan): Chart {
  return {
    id: plan.name,
    ...chain([
      ['startup', chain(plan.startup.map(named))],
      ['steps', chain(plan.steps.map(named))],
      ['shutdown', chain(plan.shutdown.map(named))],
    ]),
  };
}

function named(node: AnyNode): readonly [string, ChartState] {
  return [stateName(node.id), { description: node.title, ...inner(node) }];
}

/** A dot would be read as a path. */
function stateName(id: string): string {
  return id.replaceAll('.', '_');
}

/** One after the other. */
function chain(parts: readonly (readonly [string, ChartState])[]): ChartState {
  const [first] = parts;
  if (!first) return { initial: 'done', states: { done: { type: 'final' } } };
  const states = parts.map(([name, state], index): [string, ChartState] => {
    const next = parts[index + 1]?.[0] ?? 'done';
    return [name, { ...state, onDone: next }];
  });
  return { initial: first[0], states: Object.fromEntries([...states, ['done', { type: 'final' }]]) };
}

function inner(node: AnyNode): ChartState {
  switch (node.node) {
    case 'step':
    case 'expose':
      return {};
    case 'target':
      return TARGET;
    case 'repeat':
      return chain(node.steps.map(named));
    case 'try':
      return chain([
        ['try', chain(node.steps.map(named))],
        ['finally', chain(node.finally.map(named))],
      ]);
    case 'parallel':
      return { type: 'parallel', states: Object.fromEntries(node.steps.map(named)) };
    case 'when':
      return {
        initial: 'deciding',
        states: {
          deciding: { always: [{ target: 'then', guard: node.title }, { target: 'else' }] },
          then: { ...chain(node.steps.map(named)), onDone: 'done' },
          else: { ...chain(node.else.map(named)), onDone: 'done' },
          done: { type: 'final' },
        },
      };
    case 'choose':
      return {
        initial: 'choosing',
        states: {
          choosing: {
            always: node.targets.map(({ id, name }) => ({ target: stateName(id), guard: `${name} suits best` })),
          },
          ...Object.fromEntries(
            node.targets.map((target) => [
              stateName(target.id),
              { description: target.title, ...TARGET, onDone: 'choosing' },
            ]),
          ),
        },
      };
  }
}

/** How every target goes. */
const TARGET: ChartState = {
  initial: 'waiting',
  states: {
    waiting: {
      always: [
        { target: 'acquiring', guard: 'its limits hold' },
        { target: 'done', guard: 'they no longer will' },
      ],
    },
    acquiring: { onDone: 'choosing' },
    choosing: {
      always: [
        { target: 'flipping', guard: 'a flip is due' },
        { target: 'exposing', guard: 'a frame is left' },
        { target: 'waiting', guard: 'a limit is broken' },
        { target: 'done' },
      ],
    },
    flipping: { onDone: 'choosing' },
    exposing: { onDone: 'choosing' },
    done: { type: 'final' },
  },
};

/** The plan as a Mermaid state diagram, for a page of documentation or a README. */
export function planMermaid(plan: Plan): string {
  const lines = ['stateDiagram-v2'];
  const names = new Map<string, string>();
  const nameOf = (node: AnyNode): string => {
    const known = names.get(node.id);
    if (known) return known;
    const name = `s${String(names.size + 1)}`;
    names.set(node.id, name);
    return name;
  };
  const draw = (nodes: readonly AnyNode[], indent: string): void => {
    let before = '[*]';
    for (const node of nodes) {
      const name = nameOf(node);
      lines.push(`${indent}state "${labelOf(node)}" as ${name}`);
      lines.push(`${indent}${before} --> ${name}`);
      drawInside(node, name, indent);
      before = name;
    }
    if (nodes.length > 0) lines.push(`${indent}${before} --> [*]`);
  };
  const drawInside = (node: AnyNode, name: string, indent: string): void => {
    const body = bodiesOf(node);
    if (body.length === 0) return;
    lines.push(`${indent}state ${name} {`);
    for (const [index, nodes] of body.entries()) {
      // Mermaid's sign for regions that are entered together.
      if (index > 0) lines.push(`${indent}  --`);
      draw(nodes, `${indent}  `);
    }
    lines.push(`${indent}}`);
  };
  const sections = [
    ['startup', plan.startup],
    ['steps', plan.steps],
    ['shutdown', plan.shutdown],
  ] as const;
  const present = sections.filter(([, nodes]) => nodes.length > 0);
  let before = '[*]';
  for (const [title, nodes] of present) {
    lines.push(`  state ${title} {`);
    draw(nodes, '    ');
    lines.push('  }', `  ${before} --> ${title}`);
    before = title;
  }
  lines.push(`  ${before} --> [*]`);
  return `${lines.join('\n')}\n`;
}

function labelOf(node: AnyNode): string {
  const frames = node.node === 'target' ? node.frames : [];
  const counts = frames.map((set) =>
    `${String(set.count)} x ${set.filter ?? ''} ${String(set.exposure)} s`.replace('  ', ' '),
  );
  return [node.title, ...counts].join(': ').replaceAll('"', "'").replaceAll(': ', ' - ');
}

/** The lists that are drawn inside a node: one, or several beside each other. */
function bodiesOf(node: AnyNode): readonly (readonly AnyNode[])[] {
  switch (node.node) {
    case 'step':
    case 'expose':
    case 'target':
      return [];
    case 'repeat':
      return [node.steps];
    case 'try':
      return [[...node.steps, ...node.finally]];
    case 'parallel':
      return node.steps.map((step) => [step]);
    case 'when':
      return node.else.length > 0 ? [node.steps, node.else] : [node.steps];
    case 'choose':
      return node.targets.map((target) => [target]);
  }
}
