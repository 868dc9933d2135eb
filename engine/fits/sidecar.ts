import { basename } from 'node:path';
import type { Clock } from '../../devices/clock.js';
import type { FrameAnalysis } from './analysis/analyse.js';
import type { FrameFacts, NightIdentity } from './frame.js';
import type { FrameDisk, WrittenFile } from './frame-disk.js';
import { buildHeader } from './header.js';
import { changeHeader, type HeaderChanges } from './header-changes.js';
import { CardList } from './keywords/card-list.js';
import { headerCards } from './keywords/index.js';

export interface SidecarOptions {
  readonly clock: Clock;
  readonly night: NightIdentity;
  readonly disk: FrameDisk;
  readonly header?: HeaderChanges;
}

/** The path of a frame's sidecar. */
export function sidecarOf(frame: string): string {
  return frame.replace(/\.fits?(\.fz)?$/i, '.hdr');
}

/**
 * Writes what was measured of a frame beside it: a FITS header without data, `m31_L_0007.hdr` beside `m31_L_0007.fits`,
 * with the keywords of the frame and those of its stars and sky. The frame itself is never touched again.
 */
export class SidecarWriter {
  constructor(private readonly options: SidecarOptions) {}

  /** @throws NocturneError `disk-full` or `image-unsaved`, also when there is one already */
  async write(facts: FrameFacts, frame: string, analysis: FrameAnalysis): Promise<WrittenFile> {
    const { clock, night, disk, header } = this.options;
    const { stars, hfr, fwhm, eccentricity, background, noise, saturated } = analysis;
    const measured = new CardList()
      .text('FRAMEFIL', basename(frame), 'the frame that this is about')
      .integer('STARS', stars, 'stars found')
      .real('HFR', hfr, 'half-flux radius, median', { unit: 'pixel', decimals: 3 })
      .real('FWHM', fwhm, 'full width at half maximum, median', { unit: 'pixel', decimals: 3 })
      .real('ECCENTR', eccentricity, 'eccentricity of the stars, median', { decimals: 3 })
      .real('SKYLEVEL', background, 'level of the sky', { unit: 'adu', decimals: 2 })
      .real('SKYNOISE', noise, 'standard deviation of a pixel of the sky', { unit: 'adu', decimals: 3 })
      .real('SATSHARE', saturated, 'share of the pixels that are saturated', { decimals: 8 });
    const cards = headerCards(facts, night, clock.now());
    const all = [...(header ? changeHeader(cards, header) : cards), ...measured.cards];
    return disk.write([sidecarOf(frame)], buildHeader(undefined, all, 0));
  }
}
