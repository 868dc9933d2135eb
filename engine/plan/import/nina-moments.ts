import { isObject, type Json, kindOf, number, text } from './nina-json.js';

/** What N.I.N.A. calls the moments of a night; its dusk and dawn are the astronomical ones. */
const PROVIDERS: Readonly<Record<string, string>> = {
  SunsetProvider: 'sunset',
  CivilDuskProvider: 'civil dusk',
  NauticalDuskProvider: 'nautical dusk',
  DuskProvider: 'astronomical dusk',
  DawnProvider: 'astronomical dawn',
  NauticalDawnProvider: 'nautical dawn',
  CivilDawnProvider: 'civil dawn',
  SunriseProvider: 'sunrise',
};

/** The moment of a WaitForTime or a TimeCondition; undefined where we have none such, as the meridian. */
export function momentOf(item: Json): string | undefined {
  const provider = isObject(item['SelectedProvider']) ? kindOf(item['SelectedProvider']) : 'TimeProvider';
  const base = provider === 'TimeProvider' ? clock(item) : PROVIDERS[provider];
  if (base === undefined) return undefined;
  const offset = provider === 'TimeProvider' ? 0 : number(item['MinutesOffset']);
  return offset === 0 ? base : `${base} ${offset < 0 ? '-' : '+'} ${String(Math.abs(offset))} min`;
}

function clock(item: Json): string {
  const [hours, minutes, seconds] = [number(item['Hours']), number(item['Minutes']), number(item['Seconds'])];
  const parts = seconds === 0 ? [hours, minutes] : [hours, minutes, seconds];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Comparators of wait loops: 1 and 2 are less, 3 and 4 more. They wait while it is so. */
const LESS: readonly unknown[] = [1, 2];
const MORE: readonly unknown[] = [3, 4];

/** Until when a WaitForSunAltitude waits. */
export function sunMoment(item: Json): string | undefined {
  const data = isObject(item['Data']) ? item['Data'] : {};
  const altitude = `${String(number(data['Offset']))} deg`;
  if (MORE.includes(data['Comparator'])) return `sun < ${altitude}`;
  return LESS.includes(data['Comparator']) ? `sun > ${altitude}` : undefined;
}

/** A limit that a loop or a wait sets to its target's height: the key under `while`, and its value. */
export function heightLimit(item: Json): readonly [string, string] | undefined {
  if (/^(?:<|less)/iu.test(text(item['AboveOrBelow']) ?? '')) return undefined;
  const offset = isObject(item['Data']) ? number(item['Data']['Offset']) : number(item['TargetAltitude']);
  switch (kindOf(item)) {
    case 'AltitudeCondition':
    case 'WaitForAltitude':
      return ['altitude', `> ${String(offset)} deg`];
    case 'AboveHorizonCondition':
    case 'WaitUntilAboveHorizon':
      return ['above-horizon', `> ${String(offset)} deg`];
    default:
      return undefined;
  }
}

/** What a trigger is called here; it is left out all the same, since only the observer knows whether there is a guider. */
export function triggerHere(trigger: Json): string | undefined {
  const amount = number(trigger['Amount']);
  const after = number(trigger['AfterExposures']);
  switch (kindOf(trigger)) {
    case 'DitherAfterExposures':
      return after > 0 ? `dither: ${String(after)}` : undefined;
    case 'AutofocusAfterExposures':
      return after > 0 ? `focus: { every: ${String(after)} frames }` : undefined;
    case 'AutofocusAfterTimeTrigger':
      return amount > 0 ? `focus: { every: ${String(amount)} min }` : undefined;
    case 'AutofocusAfterTemperatureChangeTrigger':
      return amount > 0 ? `focus: { on: [${String(amount)} C] }` : undefined;
    case 'AutofocusAfterHFRIncreaseTrigger':
      return amount > 0 ? `focus: { on: [hfr +${String(amount)}%] }` : undefined;
    case 'AutofocusAfterFilterChange':
      return 'focus: { on: [filter] }';
    case 'CenterAfterDriftTrigger':
      return `recenter: { off: ${String(number(trigger['DistanceArcMinutes']))} arcmin }`;
    default:
      return undefined;
  }
}
