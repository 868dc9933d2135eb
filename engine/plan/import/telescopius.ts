import { ParseError, parseDeclination, parseRightAscension } from '../../../sky/index.js';
import { type Draft, type DraftTarget, SOME_FRAMES, targetStep } from './draft.js';

/** Splits a line of CSV; a field in double quotes may hold commas, and two double quotes for one. */
export function csvFields(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  );
}

/** Columns by what they are called in observing lists and in mosaics. */
const COLUMNS = {
  name: [/^pane$/iu, /^familiar name$/iu, /^name$/iu, /^catalogue entry$/iu, /^object$/iu],
  catalogue: [/^catalogue entry$/iu],
  ra: [/^right ascension/iu, /^ra\b/iu],
  dec: [/^declination/iu, /^dec\b/iu],
} as const;

/**
 * An observing list or a mosaic plan of telescopius.com, as CSV.
 * @returns undefined when it is no such file
 */
export function fromTelescopius(text: string, name: string): Draft | undefined {
  const rows = text.split(/\r?\n/u);
  // A mosaic may begin with a line of its own for the centre.
  const first = rows.findIndex((row) =>
    csvFields(row).some((title) => COLUMNS.ra.some((pattern) => pattern.test(title))),
  );
  const titles = csvFields(rows[first] ?? '');
  const column = (kind: keyof typeof COLUMNS): number => {
    for (const pattern of COLUMNS[kind]) {
      const found = titles.findIndex((title) => pattern.test(title));
      if (found >= 0) return found;
    }
    return -1;
  };
  const [ra, dec, familiar, catalogue] = [column('ra'), column('dec'), column('name'), column('catalogue')];
  if (ra < 0 || dec < 0) return undefined;
  const notes: string[] = ['frames are a suggestion: the list says nothing of them'];
  const targets: DraftTarget[] = [];
  for (const [index, line] of rows.entries()) {
    if (index <= first || line.trim() === '') continue;
    const fields = csvFields(line);
    const title = fields[familiar] || fields[catalogue] || `Target ${String(index - first)}`;
    try {
      const place = { ra: rightAscension(fields[ra] ?? ''), dec: parseDeclination(fields[dec] ?? '') };
      // A pane has no name of its own.
      const named = /^panel? ?[\d-]+$/iu.test(title) ? `${name} ${title}` : title;
      targets.push({ name: named, ...place, frames: SOME_FRAMES });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      notes.push(`left out: line ${String(index + 1)}, ${error.message}`);
    }
  }
  if (titles.some((title) => /position angle/iu.test(title))) notes.push('left out: position angles');
  return targets.length === 0 ? undefined : { name, startup: [], steps: targets.map(targetStep), shutdown: [], notes };
}

/** A mosaic gives hours with marks, a list sometimes plain degrees. */
function rightAscension(text: string): number {
  return /^\d+\.\d+$/u.test(text) && Number(text) >= 24 ? Number(text) / 15 : parseRightAscension(text);
}
