import { EXIT, NocturneError } from '../../errors.js';
import { inspectFits, renderFits } from '../../fits/inspect.js';
import { defineCommand } from '../command.js';
import { reportFailure } from '../report-failure.js';

export const fits = defineCommand({
  name: 'fits',
  summary: 'Shows what is in FITS files, and whether they are whole.',
  usage: ['FILE... [options]'],
  about: [
    'Reads each file, verifies its checksums and its size, and shows the header and what the pixels are like. A preview is stretched so that faint things show.',
  ],
  operands: { least: 1, most: Infinity, what: 'FITS files' },
  options: {
    'no-header': { help: 'Leaves the header out.' },
    preview: { value: 'FILE', help: 'Writes a picture of the first file, as JPEG.' },
    json: { help: 'Prints everything as JSON.' },
  },
  exits: [
    [EXIT.ok, 'all files are whole'],
    [EXIT.failed, 'a file is damaged, or is no FITS'],
    [EXIT.plan, 'the command line is wrong'],
  ],
  examples: [
    ['nocturne fits nights/2026-11-21-first-light/frames/*/*.fits --no-header', 'All frames of a night.'],
    ['nocturne fits m31.fits --preview m31.jpg', 'One frame, with a picture of it.'],
  ],
  async action({ operands, options }, terminal) {
    let exit: number = EXIT.ok;
    const reports: unknown[] = [];
    for (const [i, path] of operands.entries()) {
      try {
        const { preview } = options;
        const report = await inspectFits(path, { ...(i === 0 && preview !== undefined && { preview }) });
        reports.push(report);
        if (!options.json) terminal.print(renderFits(report, { header: !options['no-header'] }).join('\n'));
        if (report.dataSumValid === false || report.checksumValid === false) exit = EXIT.failed;
      } catch (error) {
        if (!(error instanceof NocturneError)) throw error;
        reportFailure(error, terminal);
        exit = EXIT.failed;
      }
    }
    if (options.json) terminal.print(JSON.stringify(reports, null, 2));
    return exit;
  },
});
