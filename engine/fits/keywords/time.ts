import { DateTime } from 'luxon';
import type { ExposureTimes } from '../frame.js';
import type { CardList } from './card-list.js';

/** MJD of 1970-01-01T00:00 */
const MJD_OF_EPOCH = 40_587;
const DAY = 86_400_000;

/**
 * When the frame was exposed. FITS 4.0 leaves open what moment of the exposure DATE-OBS is (section 4.4.2.4), hence
 * DATE-BEG, DATE-AVG and DATE-END beside it.
 * @param made when the file was made
 */
export function timeCards(list: CardList, times: ExposureTimes, made: number, zone: string, hostStart: number): void {
  const { begin, middle, end, duration, source, measured } = times;
  list
    .text('TIMESYS', 'UTC', 'scale of all times but DATE-LOC')
    .text('DATE', utc(made), 'file made')
    .text('DATE-OBS', utc(begin), `start of exposure, by the ${source}'s clock`)
    .text('DATE-BEG', utc(begin), 'start of exposure')
    .text('DATE-AVG', utc(middle), 'middle of exposure')
    .text('DATE-END', utc(end), 'end of exposure')
    .text('DATEHOST', source === 'camera' ? utc(hostStart) : undefined, "start of exposure by the host's clock")
    .text('DATE-LOC', local(begin, zone), `start of exposure in ${zone}`)
    .real('MJD-OBS', mjd(begin), 'start of exposure', { unit: 'd', decimals: 8 })
    .real('MJD-AVG', mjd(middle), 'middle of exposure', { unit: 'd', decimals: 8 })
    .real('EXPTIME', duration, measured ? 'exposure, measured by the camera' : 'exposure, as asked for', { unit: 's' })
    .real('EXPOSURE', duration, 'the same', { unit: 's' });
}

function utc(at: number): string {
  return new Date(at).toISOString().slice(0, -1);
}

function local(at: number, zone: string): string | undefined {
  const offset = offsetOf(zone, at);
  return offset === undefined ? undefined : utc(Math.floor(at) + offset * 60_000);
}

/** No zone changes its clocks but at a quarter of an hour, and asking for its time takes as long as ten cards. */
const QUARTER = 900_000;
let last: { readonly zone: string; readonly quarter: number; readonly offset: number | undefined } | undefined;

/** Minutes by which the clocks of a zone are ahead of UTC; undefined for a zone that is none. */
function offsetOf(zone: string, at: number): number | undefined {
  const quarter = Math.floor(at / QUARTER);
  if (last?.zone !== zone || last.quarter !== quarter) {
    const time = DateTime.fromMillis(at, { zone });
    last = { zone, quarter, offset: time.isValid ? time.offset : undefined };
  }
  return last.offset;
}

function mjd(at: number): number {
  return at / DAY + MJD_OF_EPOCH;
}
