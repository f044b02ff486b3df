import { apacheKafkaMissing } from '@openprepay/apache-kafka/apache-kafka';
import { canRun } from '@openprepay/testing/left-out';

/** Both brokers where this machine can run both; what it cannot run is written down for `npm test` to tell. */
export function kafkaKinds(what: string): readonly ('embedded' | 'apache')[] {
  return canRun(what, apacheKafkaMissing()) ? ['embedded', 'apache'] : ['embedded'];
}
