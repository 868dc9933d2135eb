import type { Curve, Preview, TargetPreview } from './preview.js';
import { clockTime } from './times.js';

const WIDTH = 1200;
const HEIGHT = 620;
const PLOT = { left: 60, right: 1180, top: 60, bottom: 500 } as const;
const HOUR = 3_600_000;

/** Told apart by people who see no red and green, too (Okabe and Ito). */
const COLORS = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#cc79a7', '#d55e00', '#0072b2'] as const;

/** Day, the three twilights, night. */
const BANDS: readonly (readonly [above: number, color: string])[] = [
  [-0.833, '#4a6a8f'],
  [-6, '#33496b'],
  [-12, '#22324d'],
  [-18, '#172238'],
  [-91, '#0d1526'],
];

/** The night as a drawing: twilight, moon, horizon, each target's altitude, when it is imaged, and its flips. */
export function previewSvg(preview: Preview): string {
  const { shown, plan, date, observatory, moonlight, targets, planned, expected, end } = preview;
  const x = (at: number): number =>
    PLOT.left + ((at - shown.from) / (shown.to - shown.from)) * (PLOT.right - PLOT.left);
  const y = (altitude: number): number => PLOT.bottom - (altitude / 90) * (PLOT.bottom - PLOT.top);
  const title = `${plan}, night of ${date}`;
  const below = `${observatory.name} · moon ${String(Math.round(moonlight * 100))} % · ${String(expected)} of ${String(planned)} frames · closed at ${clockTime(end, observatory.site)} (${observatory.site.zone})`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" width="${String(WIDTH)}" height="${String(HEIGHT)}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" fill="#070b14"/>`,
    text(PLOT.left, 28, title, 'fill="#ffffff" font-size="19"'),
    text(PLOT.left, 48, below, 'fill="#9fb0c8"'),
    ...bands(preview, x),
    ...grid(preview, x, y),
    path(preview.moon, x, y, 'stroke="#c8c8b0" stroke-width="1.5" stroke-dasharray="2 5"'),
    ...targets.flatMap((target, index) => drawn(target, COLORS[index % COLORS.length] ?? '#ffffff', x, y)),
    ...legend(targets),
    '</svg>',
  ].join('\n');
}

type Scale = (value: number) => number;

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text x="${number(x)}" y="${number(y)}" ${style}>${escaped(content)}</text>`;
}

export function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function bands({ sun }: Preview, x: Scale): readonly string[] {
  return sun.slice(1).map(([at, altitude], index) => {
    const from = sun[index]?.[0] ?? at;
    const [, color] = BANDS.find(([above]) => altitude > above) ?? [0, '#0d1526'];
    // A hair wider than the step, so that no seam shows.
    return `<rect x="${number(x(from))}" y="${String(PLOT.top)}" width="${number(x(at) - x(from) + 0.6)}" height="${String(PLOT.bottom - PLOT.top)}" fill="${color}"/>`;
  });
}

function grid({ shown, observatory }: Preview, x: Scale, y: Scale): readonly string[] {
  const lines: string[] = [];
  for (let altitude = 0; altitude <= 90; altitude += 15) {
    lines.push(
      `<line x1="${String(PLOT.left)}" x2="${String(PLOT.right)}" y1="${number(y(altitude))}" y2="${number(y(altitude))}" stroke="#ffffff" stroke-opacity="0.12"/>`,
      text(PLOT.left - 8, y(altitude) + 4, `${String(altitude)}°`, 'fill="#9fb0c8" text-anchor="end"'),
    );
  }
  for (let at = Math.ceil(shown.from / HOUR) * HOUR; at < shown.to; at += HOUR) {
    lines.push(
      `<line x1="${number(x(at))}" x2="${number(x(at))}" y1="${String(PLOT.top)}" y2="${String(PLOT.bottom)}" stroke="#ffffff" stroke-opacity="0.08"/>`,
      text(
        x(at),
        PLOT.bottom + 18,
        clockTime(at, observatory.site),
        'fill="#9fb0c8" text-anchor="middle" font-size="11"',
      ),
    );
  }
  return lines;
}

function path(curve: Curve, x: Scale, y: Scale, style: string): string {
  let drawing = false;
  const steps = curve.flatMap(([at, altitude]) => {
    if (altitude < 0) {
      drawing = false;
      return [];
    }
    const step = `${drawing ? 'L' : 'M'}${number(x(at))} ${number(y(altitude))}`;
    drawing = true;
    return [step];
  });
  return steps.length === 0 ? '' : `<path d="${steps.join(' ')}" fill="none" ${style}/>`;
}

function drawn(target: TargetPreview, color: string, x: Scale, y: Scale): readonly string[] {
  const { curve, horizon, imaged, flips } = target;
  const heightAt = (at: number): number =>
    curve.reduce((near, point) => (Math.abs(point[0] - at) < Math.abs(near[0] - at) ? point : near))[1];
  return [
    path(horizon, x, y, `stroke="${color}" stroke-opacity="0.35" stroke-dasharray="1 4"`),
    path(curve, x, y, `stroke="${color}" stroke-opacity="0.55" stroke-width="1.5"`),
    ...imaged.map(({ from, to }) =>
      path(
        curve.filter(([at]) => at >= from - 150_000 && at <= to + 150_000),
        x,
        y,
        `stroke="${color}" stroke-width="5" stroke-linecap="round"`,
      ),
    ),
    ...flips.map(
      (at) =>
        `<path d="M${number(x(at))} ${number(y(heightAt(at)) - 12)} l6 -10 h-12 z" fill="${color}"><title>meridian flip</title></path>`,
    ),
  ];
}

const COLUMNS = 4;

function legend(targets: readonly TargetPreview[]): readonly string[] {
  return targets.slice(0, 12).flatMap(({ name, expected, planned }, index) => {
    const at = {
      x: PLOT.left + (index % COLUMNS) * ((PLOT.right - PLOT.left) / COLUMNS),
      y: PLOT.bottom + 48 + Math.floor(index / COLUMNS) * 22,
    };
    const color = COLORS[index % COLORS.length] ?? '#ffffff';
    return [
      `<line x1="${number(at.x)}" x2="${number(at.x + 22)}" y1="${number(at.y - 4)}" y2="${number(at.y - 4)}" stroke="${color}" stroke-width="5"/>`,
      text(at.x + 30, at.y, `${name}: ${String(expected)} of ${String(planned)}`, 'fill="#dfe7f2"'),
    ];
  });
}
