import type { Preview } from './preview.js';
import { escaped, previewSvg } from './preview-svg.js';
import { timeline } from './preview-text.js';

const STYLE = `
  body { margin: 2rem auto; max-width: 1200px; padding: 0 1rem; background: #070b14; color: #dfe7f2;
         font: 15px/1.5 "DejaVu Sans", Verdana, sans-serif; }
  svg { width: 100%; height: auto; }
  table { border-collapse: collapse; margin: 1.5rem 0; }
  td, th { padding: 0.3rem 1rem 0.3rem 0; text-align: left; border-bottom: 1px solid #22324d; vertical-align: top; }
  th { color: #9fb0c8; font-weight: normal; }
  td:first-child { white-space: nowrap; }
`;

/** The night as one page that needs nothing else: the drawing, the targets, and what happens when. */
export function previewHtml(preview: Preview): string {
  const { plan, date, targets } = preview;
  const rows = targets.map(
    ({ name, expected, planned, flips, left }) =>
      `<tr><td>${escaped(name)}</td><td>${String(expected)} of ${String(planned)}</td><td>${String(flips.length)}</td><td>${escaped(expected < planned ? (left ?? '') : '')}</td></tr>`,
  );
  const lines = timeline(preview).map((line) => {
    const [time = '', ...words] = line.split('  ');
    return `<tr><td>${escaped(time)}</td><td>${escaped(words.join('  '))}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(`${plan}, night of ${date}`)}</title>
<style>${STYLE}</style>
${previewSvg(preview)}
<table>
<tr><th>target</th><th>frames</th><th>flips</th><th>left because</th></tr>
${rows.join('\n')}
</table>
<table>
${lines.join('\n')}
</table>
</html>
`;
}
