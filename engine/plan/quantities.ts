/** The schemas of every quantity that a sequence or observatory file may hold. */
export {
  altitude,
  angle,
  angularRate,
  azimuth,
  count,
  duration,
  elevation,
  exposure,
  formatDuration,
  formatExposure,
  hourAngle,
  length,
  percent,
  positiveCount,
  temperature,
  temperatureDifference,
  wholeNumber,
} from './measures.js';
export { declination, epoch, formatPosition, position, rightAscension } from './position.js';
export { latitude, longitude } from './site-angle.js';
export { formatTime, timeExpression } from './time-expression.js';
export { limit, limits } from './limit.js';
