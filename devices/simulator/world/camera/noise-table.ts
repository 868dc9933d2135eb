/** Entries: a pixel's value is drawn by 16 random bits. */
const TABLE_SIZE = 65_536;

/** The normal distribution function (W. J. Cody's rational form is not needed: 1e-7 is far below one entry). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const density = 0.3989422804014327 * Math.exp((-x * x) / 2);
  const tail =
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

/** Probabilities of a Poisson distribution, from `first` on. */
function poisson(mean: number): { first: number; probabilities: Float64Array } {
  const spread = 8 * Math.sqrt(mean) + 8;
  const first = Math.max(0, Math.floor(mean - spread));
  const probabilities = new Float64Array(Math.ceil(mean + spread) - first + 1);
  const mode = Math.floor(mean) - first;
  probabilities[mode] = 1;
  for (let k = mode + 1; k < probabilities.length; k++) {
    probabilities[k] = ((probabilities[k - 1] ?? 0) * mean) / (first + k);
  }
  for (let k = mode - 1; k >= 0; k--) probabilities[k] = ((probabilities[k + 1] ?? 0) * (first + k + 1)) / mean;
  const sum = probabilities.reduce((a, b) => a + b, 0);
  return { first, probabilities: probabilities.map((p) => p / sum) };
}

/** Above this many electrons the Poisson distribution is taken as normal. */
const NORMAL_FROM = 400;

/** Deviations beyond which the normal distribution is 0 or 1 within the error of its formula. */
const CERTAIN = 5.5;

/** Probability that a value before rounding is below an edge. */
type Below = (edge: number) => number;

/** Of so many electrons that their number is normally distributed. */
function belowOfMany(mean: number, deviation: number): Below {
  const scale = 1 / Math.max(deviation, 1e-6);
  return (edge) => normal((edge - mean) * scale);
}

/**
 * Of few electrons: the sum over their numbers, each with read noise around it. Only those within a few deviations of the
 * edge need to be looked at; the share of the lower ones is known from the start.
 */
function belowOfFew(background: number, readNoise: number, electronsPerADU: number, bias: number): Below {
  const { first, probabilities } = poisson(background);
  const upTo = new Float64Array(probabilities.length + 1);
  for (let k = 0; k < probabilities.length; k++) upTo[k + 1] = (upTo[k] ?? 0) + (probabilities[k] ?? 0);
  const noise = Math.max(readNoise, 1e-6);
  const clamped = (k: number): number => Math.min(probabilities.length, Math.max(0, k));
  return (edge) => {
    const electrons = (edge - bias) * electronsPerADU - first;
    const from = clamped(Math.ceil(electrons - CERTAIN * noise));
    const to = clamped(Math.floor(electrons + CERTAIN * noise) + 1);
    let sum = upTo[from] ?? 0;
    for (let k = from; k < to; k++) sum += (probabilities[k] ?? 0) * normal((electrons - k) / noise);
    return sum;
  };
}

/**
 * The values of a pixel with this many electrons of background, as quantiles: drawing an entry evenly draws a value
 * from Poisson noise, read noise, the converter's steps and its ceiling at once, for the price of one look-up.
 */
export function noiseTable(
  background: number,
  readNoise: number,
  electronsPerADU: number,
  bias: number,
  ceiling: number,
): Uint16Array {
  const table = new Uint16Array(TABLE_SIZE);
  const mean = bias + background / electronsPerADU;
  const deviation = Math.sqrt(background + readNoise ** 2) / electronsPerADU;
  // Less than half an entry lies below five deviations; above, few electrons reach farther.
  const lowest = Math.floor(mean - 5 * deviation - 2);
  const highest = Math.ceil(mean + 9 * deviation + 2);
  const below =
    background < NORMAL_FROM ? belowOfFew(background, readNoise, electronsPerADU, bias) : belowOfMany(mean, deviation);

  let entry = 0;
  for (let value = lowest; value <= highest && entry < TABLE_SIZE; value++) {
    const stop = value === highest ? TABLE_SIZE : Math.min(TABLE_SIZE, Math.round(below(value + 0.5) * TABLE_SIZE));
    const stored = Math.min(ceiling, Math.max(0, value));
    table.fill(stored, entry, stop);
    entry = Math.max(entry, stop);
  }
  return table;
}
