import { eventually } from './eventually.js';
import { kafkaClient, withAdmin } from './kafka-client.js';

/** Enough names to fall into every partition of the offsets topic. */
const PROBES = Array.from({ length: 64 }, (_, index) => `probe-${index}`);
const PATIENCE_MS = 60_000;

/** Right after its start Apache Kafka loads the groups for a second or so, and refuses to join any of them meanwhile. */
export async function untilCoordinating(brokers: string[]): Promise<void> {
  const kafka = kafkaClient(brokers);
  await eventually(
    'every group has its coordinator',
    () =>
      withAdmin(kafka, (admin) => admin.describeGroups(PROBES)).then(
        () => true,
        () => false,
      ),
    PATIENCE_MS,
  );
}
