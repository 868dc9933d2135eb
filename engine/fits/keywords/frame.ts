import type { FrameFacts, NightIdentity } from '../frame.js';
import type { CardList } from './card-list.js';

/** What the frame is of, and which one of the plan it is. */
export function frameCards(list: CardList, { frame, start }: FrameFacts, night: NightIdentity): void {
  const { set, n, key, target } = frame;
  list
    .text('IMAGETYP', set.type.toUpperCase(), 'type of frame')
    .text('OBJECT', target?.name, 'target')
    .text('FILTER', set.filter ?? start.filterWheel?.filter, 'filter in the beam')
    .text('FWHEEL', start.filterWheel?.name, 'filter wheel')
    .integer('FRAMENO', n, 'number in its set')
    .text('SEQUENCE', night.sequence, 'name of the plan')
    .text('FRAMEKEY', key, 'this frame in the journal')
    .text('RUNID', night.run, 'the night in the journal');
}

/** Where and by whom. */
export function siteCards(list: CardList, { observatory }: NightIdentity): void {
  const { site } = observatory;
  list
    .text('OBSERVER', observatory.observer, 'observer')
    .text('OBSERVAT', observatory.name, 'observatory')
    .text('ORIGIN', observatory.name, 'where the file was made')
    .text('SITENAME', site.name, 'site')
    .real('SITELAT', site.latitude, 'latitude, north positive', { unit: 'deg', decimals: 6 })
    .real('SITELONG', site.longitude, 'longitude, east positive', { unit: 'deg', decimals: 6 })
    .real('SITEELEV', site.elevation, 'above sea level', { unit: 'm', decimals: 1 })
    .real('OBSGEO-B', site.latitude, 'geodetic latitude', { unit: 'deg', decimals: 6 })
    .real('OBSGEO-L', site.longitude, 'geodetic longitude', { unit: 'deg', decimals: 6 })
    .real('OBSGEO-H', site.elevation, 'height', { unit: 'm', decimals: 1 });
}
