import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, NocturneError } from '../../errors.js';
import { htmlReport } from '../../report/html.js';
import { markdownReport } from '../../report/markdown.js';
import { nightReport } from '../../report/night-report.js';
import { acrossNights } from '../../report/nights.js';
import { loadPictures, sharpest } from '../../report/pictures.js';
import { planReport } from '../../report/plan-report.js';
import { defineCommand } from '../command.js';
import { writeOutput } from '../output.js';
import { JOURNAL_FILE, type KnownNight, newestOf, nightIn, nightsUnder, shown } from '../wiring/night-folder.js';

export const report = defineCommand({
  name: 'report',
  summary: 'Makes the report of a night, or of several nights of one sequence.',
  usage: ['[FOLDER...] [options]'],
  about: [
    'Reads the journal of a night and writes report.html and report.md beside it: the timeline, the frames by target and filter, where the time went, meridian flips, interruptions, errors, and the reason of each decision. The page is one file that needs nothing else. A night that still runs, or was cut off, is told as far as it went.',
    'Of several nights of one sequence it prints what they have done together, in Markdown. A frame that two of them took counts once.',
  ],
  operands: { least: 0, most: 1000, what: 'folders of nights' },
  options: {
    out: { value: 'FOLDER', help: 'Where the nights are, when none is named: the newest is taken.', default: 'nights' },
    html: { value: 'FILE', help: 'Writes the page there.', default: 'report.html in the folder of the night' },
    markdown: {
      value: 'FILE',
      help: 'Writes the Markdown there; - for standard output.',
      default: 'report.md in the folder of the night',
    },
  },
  exits: [
    [EXIT.ok, 'the report is written'],
    [EXIT.plan, 'there is no such night, or its journal is damaged'],
  ],
  examples: [
    ['nocturne report', 'Of the newest night.'],
    ['nocturne report nights/2026-11-21-m31 --markdown -', 'Of that night; the text on the terminal.'],
    ['nocturne report nights/*-m31', 'What all nights of a sequence have done together.'],
  ],
  async action({ operands, options }, terminal) {
    const [word, ...more] = operands;
    const first = word === undefined ? newest(options.out ?? 'nights') : named(word);
    const nights = [first, ...more.map(named)];
    const one = nightReport(first.records);
    if (nights.length > 1) {
      const plans = new Set(nights.map(({ records: [record] }) => (record?.type === 'night' ? record.plan.name : '')));
      if (plans.size > 1) {
        throw new NocturneError('usage', `these are nights of several sequences: ${[...plans].join(', ')}`, {
          hint: 'Name nights of one sequence.',
        });
      }
      const progress = acrossNights(nights.map(({ folder, records }) => ({ folder: shown(folder), records })));
      terminal.print(planReport(progress, one.time));
      return EXIT.ok;
    }
    const html = options.html ?? join(first.folder, 'report.html');
    const markdown = options.markdown ?? join(first.folder, 'report.md');
    writeOutput(html, htmlReport(one, await loadPictures(sharpest(one.frames), first.folder)));
    if (markdown === '-') {
      terminal.print(markdownReport(one));
      return EXIT.ok;
    }
    writeOutput(markdown, markdownReport(one));
    terminal.print(`${shown(resolve(html))}\n${shown(resolve(markdown))}`);
    return EXIT.ok;
  },
});

/** @throws NocturneError `journal-unreadable`, `journal-corrupt` */
function named(path: string): KnownNight {
  return nightIn(basename(path) === JOURNAL_FILE ? dirname(path) : path);
}

function newest(parent: string): KnownNight {
  const night = newestOf(nightsUnder(parent));
  if (night) return night;
  throw new NocturneError('journal-unreadable', `there is no night in ${parent}`, {
    hint: 'Name the folder of a night, or say with --out where the nights are.',
  });
}
