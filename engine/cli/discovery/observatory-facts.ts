import { AlpacaClient, DeviceError, DeadlineError, type FoundServer } from '../../../devices/index.js';

/** What the devices themselves, and this computer, know of the observatory. */
export interface ObservatoryFacts {
  readonly site: { readonly latitude: number; readonly longitude: number; readonly elevation: number } | undefined;
  /** m */
  readonly focalLength: number | undefined;
  /** m */
  readonly aperture: number | undefined;
  /** IANA name. */
  readonly zone: string;
  readonly filters: readonly { readonly name: string; readonly offset: number }[] | undefined;
}

/**
 * Asks the first telescope and the first filter wheel of a server for what an observatory file wants to know. Nothing is
 * connected for it: what a device does not tell as it stands is left to be filled in.
 */
export async function readFacts({ url, devices }: FoundServer): Promise<ObservatoryFacts> {
  const client = new AlpacaClient({ url });
  const number = (type: string): number => devices.find((device) => device.type === type)?.number ?? 0;
  try {
    const telescope = client.telescope(number('telescope'));
    const wheel = client.filterWheel(number('filterwheel'));
    const [latitude, longitude, elevation, focalLength, aperture, names, offsets] = await Promise.all([
      told(telescope.siteLatitude()),
      told(telescope.siteLongitude()),
      told(telescope.siteElevation()),
      told(telescope.focalLength()),
      told(telescope.apertureDiameter()),
      told(wheel.names()),
      told(wheel.focusOffsets()),
    ]);
    return {
      site:
        latitude === undefined || longitude === undefined
          ? undefined
          : { latitude, longitude, elevation: elevation ?? 0 },
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      focalLength,
      aperture,
      filters: names?.map((name, i) => ({ name, offset: offsets?.[i] ?? 0 })),
    };
  } finally {
    await client.close();
  }
}

/** undefined for what the device will not tell: it is not there, not connected, or does not implement it. */
async function told<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DeviceError || error instanceof DeadlineError) return undefined;
    throw error;
  }
}
