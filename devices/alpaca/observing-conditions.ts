import { deviceMembers } from '../roles/device.js';
import { type ObservingConditions, observingConditionsMembers } from '../roles/observing-conditions.js';
import { deviceClass } from './device-class.js';

const ObservingConditionsMembers = deviceClass('observingconditions', {
  ...deviceMembers,
  ...observingConditionsMembers,
});

export class AlpacaObservingConditions extends ObservingConditionsMembers implements ObservingConditions {}
