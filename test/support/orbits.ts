/** Lines of orbital elements as the Minor Planet Center publishes them. */

/** Puts fields at their columns, from 1. */
function line(fields: Readonly<Record<number, string>>): string {
  return Object.entries(fields).reduce((text, [column, field]) => text.padEnd(Number(column) - 1) + field, '');
}

/** Of CometEls.txt. */
export const COMET_E3 = line({
  5: 'CK22E030',
  15: '2023 01 12.7863',
  31: ' 1.112247',
  42: '1.000278',
  52: '145.8149',
  62: '302.5540',
  72: '109.1687',
  82: '20220824',
  92: ' 7.5',
  97: ' 4.0',
  103: 'C/2022 E3 (ZTF)',
});

/** Of MPCORB.DAT. */
export const VESTA = line({
  1: '00004',
  9: ' 3.20',
  15: ' 0.32',
  21: 'K2289',
  27: ' 61.19230',
  38: '151.25778',
  49: '103.80081',
  60: '  7.14078',
  71: '0.0884019',
  81: ' 0.27151000',
  93: '  2.3619872',
  167: '(4) Vesta',
});
