/** Entries: a pixel's value is drawn by 16 random bits. */
export const TABLE_SIZE = 65_536;

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
  const counts = background < NORMAL_FROM ? poisson(background) : undefined;
  const mean = bias + background / electronsPerADU;
  const deviation = Math.sqrt(background + readNoise ** 2) / electronsPerADU;
  const lowest = Math.floor(mean - 9 * deviation - 2);
  const highest = Math.ceil(mean + 9 * deviation + 2);

  /** Probability that the value before rounding is below an edge. */
  function below(edge: number): number {
    if (!counts) return normal((edge - mean) / Math.max(deviation, 1e-6));
    let sum = 0;
    for (let k = 0; k < counts.probabilities.length; k++) {
      const electrons = (edge - bias) * electronsPerADU - (counts.first + k);
      sum += (counts.probabilities[k] ?? 0) * normal(electrons / Math.max(readNoise, 1e-6));
    }
    return sum;
  }

  let entry = 0;
  for (let value = lowest; value <= highest && entry < TABLE_SIZE; value++) {
    const stop = value === highest ? TABLE_SIZE : Math.min(TABLE_SIZE, Math.round(below(value + 0.5) * TABLE_SIZE));
    const stored = Math.min(ceiling, Math.max(0, value));
    while (entry < stop) table[entry++] = stored;
  }
  return table;
}
