import { EXIT } from '../../errors.js';
import { planMermaid, planStateChart } from '../../plan/graph.js';
import { defineCommand } from '../command.js';
import { readPlan } from '../wiring/plan-file.js';

export const graph = defineCommand({
  name: 'graph',
  summary: 'Draws a sequence as a state chart.',
  usage: ['SEQUENCE [options]'],
  about: [
    'Prints the states that a sequence is compiled into as a Mermaid diagram, which Markdown viewers and https://mermaid.live show as a drawing; or as JSON that the viewers of XState take.',
  ],
  operands: { least: 1, most: 1, what: 'a sequence file' },
  options: { json: { help: 'Prints the chart as JSON.' } },
  exits: [
    [EXIT.ok, 'the chart was printed'],
    [EXIT.plan, 'the sequence is wrong'],
  ],
  examples: [['nocturne graph sequences/first-light.yaml > first-light.mmd', 'A file for a Mermaid viewer.']],
  action({ operands: [file = ''], options }, terminal) {
    const { plan } = readPlan(file);
    terminal.print(options.json ? JSON.stringify(planStateChart(plan), null, 2) : planMermaid(plan));
    return Promise.resolve(EXIT.ok);
  },
});
