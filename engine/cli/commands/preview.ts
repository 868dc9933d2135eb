import { SystemClock } from '../../../devices/clock.js';
import { EXIT } from '../../errors.js';
import { checkPlan } from '../../plan/check.js';
import { previewNight } from '../../plan/preview.js';
import { previewHtml } from '../../plan/preview-html.js';
import { previewPng } from '../../plan/preview-png.js';
import { previewText } from '../../plan/preview-text.js';
import { hasErrors } from '../../plan/problem.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { defineCommand } from '../command.js';
import { writeOutput } from '../output.js';
import { FileProblems } from '../report-failure.js';
import { chooseObservatory } from '../wiring/choose-observatory.js';
import { dateOption } from '../wiring/date-option.js';
import { calendarOf, comingNight } from '../wiring/night-calendar.js';
import { shown } from '../wiring/night-folder.js';
import { readPlan } from '../wiring/plan-file.js';

export const preview = defineCommand({
  name: 'preview',
  summary: 'Draws the night that a sequence asks for: altitudes, moon, and what is imaged when.',
  usage: ['SEQUENCE [options]'],
  about: [
    'Works a night out on paper, without devices and without simulators: how high each target stands, when its limits let it be imaged, where the flips fall, and how many of its frames can be had. `nocturne dry-run` rehearses the same night with everything that can go wrong.',
  ],
  operands: { least: 1, most: 1, what: 'a sequence file' },
  options: {
    observatory: {
      value: 'WHICH',
      short: 'o',
      help: 'An observatory file, `simulator`, or the URL of an Alpaca server; instead of what the sequence names.',
    },
    date: { value: 'DATE', help: 'The evening of the night, such as 2026-11-21.', default: 'the coming night' },
    html: { value: 'FILE', help: 'Writes the drawing as a page for a browser.' },
    png: { value: 'FILE', help: 'Writes the drawing as an image.' },
    json: { help: 'Prints everything as JSON.' },
  },
  exits: [
    [EXIT.ok, 'the night was drawn'],
    [EXIT.plan, 'the sequence is wrong'],
    [EXIT.observatory, 'the observatory is described wrongly or cannot be asked'],
  ],
  examples: [
    ['nocturne preview sequences/andromeda-night.yaml --date 2026-11-21', 'A chart for the terminal.'],
    ['nocturne preview m31.yaml --html tonight.html', 'A drawing of the coming night.'],
  ],
  async action({ operands: [file = ''], options }, terminal) {
    const system = new SystemClock();
    const { plan, sources } = readPlan(file);
    const chosen = await chooseObservatory({ plan, sources }, options.observatory, system);
    const { observatory } = chosen;
    const now = observatory.simulator?.start ?? system.now();
    const { date } =
      options.date === undefined
        ? comingNight(plan, observatory.site, now)
        : calendarOf(plan, observatory.site, dateOption(options.date), now);
    const problems = checkPlan(plan, observatory, { steps: STEP_KINDS });
    if (hasErrors(problems)) throw new FileProblems(problems, new Map([...sources, ...chosen.sources]), 'plan');
    const drawn = previewNight(plan, observatory, { steps: STEP_KINDS, date });
    if (options.json) terminal.print(JSON.stringify(drawn, null, 2));
    for (const [path, make] of [
      [options.html, () => previewHtml(drawn)],
      [options.png, () => previewPng(drawn)],
    ] as const) {
      if (path === undefined) continue;
      writeOutput(path, await make());
      if (!options.json) terminal.print(`Written: ${shown(path)}`);
    }
    if (!options.json && options.html === undefined && options.png === undefined) {
      terminal.print(previewText(drawn, { width: Math.min(110, terminal.columns()) }));
    }
    return EXIT.ok;
  },
});
