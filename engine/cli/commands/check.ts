import { SystemClock } from '../../../devices/clock.js';
import { EXIT } from '../../errors.js';
import { checkPlan } from '../../plan/check.js';
import { checkForeseen } from '../../plan/check-foreseen.js';
import { previewNight } from '../../plan/preview.js';
import { hasErrors, renderProblems } from '../../plan/problem.js';
import { unavailable } from '../../plan/unavailable.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { defineCommand } from '../command.js';
import { count, FileProblems } from '../report-failure.js';
import { checkReport } from '../text/check-report.js';
import { prospect } from '../text/prospect.js';
import { paint } from '../terminal.js';
import { chooseObservatory } from '../wiring/choose-observatory.js';
import { dateOption } from '../wiring/date-option.js';
import { calendarOf, comingNight } from '../wiring/night-calendar.js';
import { readPlan } from '../wiring/plan-file.js';

export const check = defineCommand({
  name: 'check',
  summary: 'Reads a sequence and its observatory, and says what is wrong or what will happen.',
  usage: ['SEQUENCE [options]'],
  about: [
    'Shows every error and every doubt with its line: keys and values that are not understood, filters and devices that the observatory does not have, targets that do not rise. When nothing is wrong it says what will happen in the night.',
    'No device is touched. Only when the observatory is the URL of a server is that server asked for its site and its filters.',
  ],
  operands: { least: 1, most: 1, what: 'a sequence file' },
  options: {
    observatory: {
      value: 'WHICH',
      short: 'o',
      help: 'An observatory file, `simulator`, or the URL of an Alpaca server; instead of what the sequence names.',
    },
    date: {
      value: 'DATE',
      help: 'The evening of the night, such as 2026-11-21.',
      default: 'the date that the observatory carries, else tonight',
    },
    json: { help: 'Prints the problems, and what will happen, as JSON.' },
  },
  exits: [
    [EXIT.ok, 'nothing is wrong; there may be warnings'],
    [EXIT.plan, 'the sequence is wrong'],
    [EXIT.observatory, 'the observatory is described wrongly or cannot be asked'],
  ],
  examples: [
    ['nocturne check m31.yaml', 'Tonight, at the observatory that the sequence names.'],
    ['nocturne check m31.yaml -o backyard.observatory.yaml --date 2026-12-24', 'Elsewhere and later.'],
  ],
  async action({ operands: [file = ''], options }, terminal) {
    const system = new SystemClock();
    try {
      const { plan, problems: found, sources } = readPlan(file);
      const chosen = await chooseObservatory({ plan, sources }, options.observatory, system);
      const { observatory } = chosen;
      const now = observatory.simulator?.start ?? system.now();
      const calendar =
        options.date === undefined
          ? comingNight(plan, observatory.site, now)
          : calendarOf(plan, observatory.site, dateOption(options.date), now);
      // A date that was named is looked at as a whole, not from now on.
      const from = options.date === undefined ? { now } : {};
      const certain = [
        ...found,
        ...chosen.problems,
        ...unavailable(plan).map((problem) => ({ ...problem, severity: 'warning' as const })),
        ...checkPlan(plan, observatory, { steps: STEP_KINDS, date: calendar.date, ...from }),
      ];
      const texts = new Map([...sources, ...chosen.sources]);
      if (hasErrors(certain)) throw new FileProblems(certain, texts, 'plan');
      const drawn = previewNight(plan, observatory, { steps: STEP_KINDS, date: calendar.date });
      const problems = [...certain, ...checkForeseen(plan, drawn)];
      if (options.json) {
        terminal.print(JSON.stringify(checkReport(problems, plan, drawn), null, 2));
        return EXIT.ok;
      }
      if (problems.length > 0) terminal.print(`${renderProblems(problems, texts, terminal)}\n`);
      const doubts = problems.length === 0 ? '' : `, with ${count(problems)}`;
      terminal.print(`${paint(terminal, 'green', `${file} is in order${doubts}.`)}\n`);
      terminal.print(
        prospect({ plan, observatory, night: calendar.night, steps: STEP_KINDS, preview: drawn }, terminal),
      );
      return EXIT.ok;
    } catch (error) {
      if (!options.json || !(error instanceof FileProblems)) throw error;
      terminal.print(JSON.stringify(checkReport(error.problems), null, 2));
      return EXIT[error.exit];
    }
  },
});
