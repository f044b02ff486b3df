import { appendFileSync } from 'node:fs';
import { apacheKafkaMissing } from '@openprepay/apache-kafka/apache-kafka';
import { loadScenariosConfig } from './scenarios.config.js';

/** Both brokers where this machine can run both; what it cannot run is written down for `npm test` to tell. */
export function kafkaKinds(what: string): readonly ('embedded' | 'apache')[] {
  const missing = apacheKafkaMissing();
  if (missing === undefined) return ['embedded', 'apache'];
  const { OPENPREPAY_SKIP_REPORT: report } = loadScenariosConfig(process.env);
  if (report !== undefined) appendFileSync(report, `${JSON.stringify({ what, reason: missing })}\n`);
  return ['embedded'];
}
