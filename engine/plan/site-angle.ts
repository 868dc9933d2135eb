import { formatMeasure, type Measure, readMeasure } from './measure.js';
import { MEASURES } from './measures.js';
import { quantity, type Quantity, type Reading, unreadable } from './quantity.js';

/** Degrees with or without minutes and seconds, and the letter of a direction before or behind them: 48° 8' 13" N. */
const IN_PARTS =
  /^([NSEW])? ?([+-])? ?(\d+(?:\.\d+)?) ?(?:°|deg|d|:| )? ?(?:(\d+(?:\.\d+)?) ?(?:'|m|:| |$) ?(?:(\d+(?:\.\d+)?) ?(?:"|''|s)?)?)? ?([NSEW])?$/iu;

/** An angle on the Earth, in degrees. */
function siteAngle(measure: Measure, positive: string, negative: string): Quantity<number> {
  return quantity({
    ...measure,
    numbers: true,
    pattern: /^\s*(?:[NSEWnsew]\s*)?[+\-\u2212]?\s*[0-9.]/u,
    parse: (written) => {
      const plain = readMeasure(measure, written);
      if (plain.ok) return plain;
      const parts = IN_PARTS.exec(String(written));
      return parts ? inParts(parts, measure, plain, positive, negative) : plain;
    },
  });
}

function inParts(
  [, before = '', sign, degrees = '', minutes = '0', seconds = '0', behind = '']: RegExpExecArray,
  measure: Measure,
  plain: Reading<number>,
  positive: string,
  negative: string,
): Reading<number> {
  const letter = (before || behind).toUpperCase();
  const turned = letter === negative || sign === '-';
  const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  const value = Number((turned ? -size : size).toFixed(6));
  const known = letter === '' || letter === positive || letter === negative;
  const whole = Number(minutes) < 60 && Number(seconds) < 60 && (before === '' || behind === '');
  // A direction and a sign may contradict each other.
  if (!known || !whole || (letter !== '' && sign !== undefined)) return plain;
  const most = measure.most ?? 360;
  if (Math.abs(value) > most && most === 180 && Math.abs(value) < 360) {
    const other = formatMeasure(measure, Number((value - Math.sign(value) * 360).toFixed(6)));
    return unreadable('it must be 180 deg or less', `counted the other way round it is ${other}`);
  }
  return readMeasure(measure, value);
}

/** deg, north positive. */
export const latitude = siteAngle(MEASURES.latitude, 'N', 'S');
/** deg, EAST positive. */
export const longitude = siteAngle(MEASURES.longitude, 'E', 'W');
