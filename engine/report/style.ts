import { type Cause, CAUSES } from './time-use.js';
import { slug } from './timeline-svg.js';

/** What each cause is painted with: work in greens and blues, waiting in greys, harm in reds. */
const COLORS: Readonly<Record<Cause, string>> = {
  exposing: '#3a9d6b',
  readout: '#9fd3b6',
  pointing: '#4f86c6',
  focusing: '#7a6fc0',
  flipping: '#c678b8',
  steps: '#8fa3b8',
  opening: '#6cb8c9',
  'waiting for targets': '#c9c3ae',
  'waiting for the night': '#b4b7c3',
  unsafe: '#d2505f',
  settling: '#e3a7ae',
  securing: '#e29a5f',
  paused: '#e3c24f',
  lost: '#93303d',
  closing: '#7d8796',
  down: '#4a4a55',
};

const causes = (Object.keys(CAUSES) as Cause[])
  .map((cause) => `.c-${slug(cause)}{fill:${COLORS[cause]};background:${COLORS[cause]}}`)
  .join('');

/** For the eyes of the morning: light where the screen is light, dark where it is dark. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfbf9;--ink:#20242c;--soft:#646b78;--line:#e2e2dc;--card:#fff;--good:#2c8257;--warn:#b0541b;--bad:#c03243}
@media(prefers-color-scheme:dark){:root{--paper:#14161b;--ink:#e4e6ea;--soft:#98a0ae;--line:#2b2f38;--card:#1c1f26;--good:#5cc48f;--warn:#e2a05f;--bad:#f07a87}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:40px 28px 60px}
header{margin-bottom:26px}
h1{font-size:34px;line-height:1.15;margin:2px 0 4px;letter-spacing:-.02em}
h2{font-size:13px;letter-spacing:.09em;text-transform:uppercase;color:var(--soft);margin:0 0 12px;font-weight:600}
.date{margin:0;color:var(--soft);font-variant-numeric:tabular-nums}
.where{margin:0;color:var(--soft)}
section{margin-top:38px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.card b{display:block;font-size:21px;line-height:1.2;letter-spacing:-.01em}
.card span{color:var(--soft);font-size:13px}
.card.good b,.good{color:var(--good)}
.card.warn b,.warning{color:var(--warn)}
.bad{color:var(--bad)}
.quiet{color:var(--soft)}
.timeline{display:block;width:100%;height:auto}
.timeline text{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
.timeline .lane{text-anchor:end}
.timeline .hour{text-anchor:middle}
.timeline .name{fill:#fff;font-weight:600}
.timeline .tick{stroke:var(--line);stroke-width:1}
.timeline .target{fill:#51607a}
.timeline .safe{fill:#3a9d6b;opacity:.3}
.timeline .alarm{fill:var(--bad)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 0;padding:0 0 0 7%;font-size:13px;color:var(--soft)}
.legend i,.dot{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:7px;vertical-align:-1px}
.share{display:flex;height:14px;border-radius:7px;overflow:hidden;margin-bottom:14px}
.share i{display:block}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:500;font-size:13px;color:var(--soft);padding:0 18px 6px 0}
td{border-top:1px solid var(--line);padding:7px 18px 7px 0;vertical-align:top}
td:first-child{white-space:nowrap}
small{color:var(--soft)}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:14px}
figure{margin:0}
figure img{display:block;width:100%;border-radius:8px}
figcaption{font-size:13px;line-height:1.4;margin-top:6px}
.meter{display:inline-block;width:110px;height:8px;border-radius:4px;background:var(--line);overflow:hidden;vertical-align:1px}
.meter i{display:block;height:100%;background:#3a9d6b}
summary{cursor:pointer;color:var(--soft);margin-bottom:10px}
footer{margin-top:46px;padding-top:14px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
${causes}
@media print{main{padding:0}details:not([open])>*{display:none}.card{break-inside:avoid}}
`;
