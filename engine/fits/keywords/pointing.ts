import {
  airmass,
  hourAngle,
  type J2000,
  j2000,
  moonAltitude,
  moonIllumination,
  moonSeparation,
  sunAltitude,
  toApparent,
  toApparentAltitude,
  toHorizontal,
} from '../../../sky/index.js';
import type { Site } from '../../plan/observatory.js';
import type { FrameFacts } from '../frame.js';
import type { CardList } from './card-list.js';

/**
 * Where the telescope pointed, from what the mount said when the exposure began, and where that was in the sky in the
 * middle of it. Darks and bias frames point nowhere.
 */
export function pointingCards(list: CardList, { frame, start }: FrameFacts, middle: number, site: Site): void {
  if (frame.set.type === 'dark' || frame.set.type === 'bias') return;
  const { telescope, rotator } = start;
  const target = frame.target && j2000(frame.target.position.ra, frame.target.position.dec);
  const pointed = telescope?.position;
  list
    .real('RA', pointed && pointed.ra * 15, 'pointing, read from the mount', { unit: 'deg', decimals: 6 })
    .real('DEC', pointed?.dec, 'pointing, read from the mount', { unit: 'deg', decimals: 6 })
    .text('OBJCTRA', target && sexagesimal(target.ra, 2), 'target, H M S')
    .text('OBJCTDEC', target && signed(target.dec), 'target, D M S')
    .real('OBJCTROT', rotator?.sky, 'position angle, read from the rotator', { unit: 'deg', decimals: 3 });
  if (pointed ?? target) list.text('RADESYS', 'ICRS', 'of all coordinates').real('EQUINOX', 2000, 'of all coordinates');

  altitudeCards(list, 'CENT', pointed, 'pointing', middle, site);
  altitudeCards(list, 'OBJCT', target, 'target', middle, site);
  const seen = pointed ?? target;
  if (seen) {
    const altitude = toApparentAltitude(horizontal(seen, middle, site).altitude);
    list
      .real('AIRMASS', altitude > 0 ? airmass(altitude) : undefined, 'middle of exposure (Pickering 2002)', {
        decimals: 4,
      })
      .real('HA', hourAngle(toApparent(seen, middle).ra, middle, site), 'hour angle, middle of exposure', {
        unit: 'h',
        decimals: 5,
      })
      .real('MOONSEP', moonSeparation(seen, middle, site), 'distance from the Moon', { unit: 'deg', decimals: 2 });
  }
  list
    .real('MOONALT', moonAltitude(middle, site), 'altitude of the Moon', { unit: 'deg', decimals: 2 })
    .real('MOONPHAS', moonIllumination(middle), 'lit fraction of the Moon', { decimals: 3 })
    .real('SUNALT', sunAltitude(middle, site), 'altitude of the Sun', { unit: 'deg', decimals: 2 })
    .text('PIERSIDE', pierSide(telescope?.side), 'pointing state: EAST is the normal one')
    .text('ROTNAME', rotator?.name, 'rotator')
    .real('ROTATANG', rotator?.mechanical, 'mechanical angle of the rotator', { unit: 'deg', decimals: 3 })
    .real('ROTATOR', rotator?.mechanical, 'the same', { unit: 'deg', decimals: 3 });
}

function altitudeCards(
  list: CardList,
  prefix: 'CENT' | 'OBJCT',
  position: J2000 | undefined,
  of: string,
  at: number,
  site: Site,
): void {
  if (!position) return;
  const { altitude, azimuth } = horizontal(position, at, site);
  list
    .real(`${prefix}ALT`, altitude, `altitude of ${of}, middle of exposure`, { unit: 'deg', decimals: 4 })
    .real(`${prefix}AZ`, azimuth, `azimuth of ${of}, middle of exposure`, { unit: 'deg', decimals: 4 });
}

function horizontal(position: J2000, at: number, site: Site): { readonly altitude: number; readonly azimuth: number } {
  return toHorizontal(toApparent(position, at), at, site);
}

function pierSide(side: string | undefined): string | undefined {
  return side === 'pierEast' ? 'EAST' : side === 'pierWest' ? 'WEST' : undefined;
}

/** "05 35 17.30"; rounded once, so that no 60 appears. */
function sexagesimal(value: number, digits: number): string {
  const scale = 10 ** digits;
  const units = Math.round(value * 3600 * scale);
  const seconds = units / scale;
  const width = digits === 0 ? 2 : 3 + digits;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))} ${two(Math.floor(seconds / 60) % 60)} ${(seconds % 60).toFixed(digits).padStart(width, '0')}`;
}

function signed(degrees: number): string {
  return `${degrees < 0 ? '-' : '+'}${sexagesimal(Math.abs(degrees), 1)}`;
}
