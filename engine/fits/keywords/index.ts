import type { Card } from '../card.js';
import { exposureTimes, type FrameFacts, type NightIdentity } from '../frame.js';
import { CardList } from './card-list.js';
import { cameraCards, focuserCards, opticsCards } from './equipment.js';
import { frameCards, siteCards } from './frame.js';
import { pointingCards } from './pointing.js';
import { timeCards } from './time.js';
import { weatherCards } from './weather.js';

/**
 * Everything that a frame's header says beyond its structure; docs/frames.md lists the keywords.
 * @param made when the file is made, ms since 1970
 */
export function headerCards(facts: FrameFacts, night: NightIdentity, made: number): Card[] {
  const { observatory } = night;
  const times = exposureTimes(facts);
  const list = new CardList();
  frameCards(list, facts, night);
  timeCards(list, times, made, observatory.site.zone, facts.start.at);
  siteCards(list, night);
  pointingCards(list, facts, times.middle, observatory.site);
  opticsCards(list, facts, observatory);
  cameraCards(list, facts, night);
  focuserCards(list, facts);
  weatherCards(list, facts);
  list
    .text('BUNIT', 'adu', 'unit of a pixel')
    .text('ROWORDER', 'TOP-DOWN', 'rows as the camera gives them')
    .text('SWCREATE', `Nocturne ${night.version}`, 'made by');
  return list.cards;
}
