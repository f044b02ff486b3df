import { MeterChanged } from '@openprepay/contracts/vending';
import { history, type PastEvent } from '@openprepay/messaging/history';
import { createDataSource } from '@openprepay/persistence/data-source';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { createLogger } from '@openprepay/runtime/logger';
import { kafkaSecurity } from '@openprepay/runtime/transport';
import { PASSES } from './rebuilding/passes.js';
import { RebuildRepository } from './rebuilding/rebuild.repository.js';
import { Rebuild } from './rebuilding/rebuild.js';
import { vendingService } from './vending.js';
import { loadVendingConfig } from './vending.config.js';

/** Before the last thing that the database knows; what it knows already is passed over. */
const MARGIN_MS = 3_600_000;

/** Puts back what vending's database has lost and its own events still say; before the service starts on it. */
const config = loadVendingConfig(process.env);
const dataSource = createDataSource({
  url: config.DATABASE_URL,
  rows: vendingService.rows ?? [],
  poolSize: 2,
  applicationName: 'vending-rebuild',
});
await dataSource.initialize();
try {
  const unitOfWork = new UnitOfWork(dataSource);
  const rebuild = new Rebuild(unitOfWork);
  const lastKnownAt = await unitOfWork.run(ALL_UTILITIES, (tx) => new RebuildRepository().lastKnownAt(tx));
  // what an interrupted one has made is no word on what it had not come to
  const asked = process.env['REBUILD_SINCE'];
  const since = asked ? new Date(asked) : lastKnownAt && new Date(lastKnownAt.getTime() - MARGIN_MS);
  const kafka = {
    brokers: config.KAFKA_BROKERS,
    security: kafkaSecurity(config),
    clientId: 'vending',
    logger: createLogger({ name: 'vending-rebuild', level: config.LOG_LEVEL }),
  };
  const from = since?.toISOString() ?? '1970-01-01T00:00:00Z';
  process.stderr.write(`reads what was told since; where it is interrupted, repeat it with REBUILD_SINCE=${from}\n`);
  for (const { topic, events } of PASSES) {
    const types = events.map(({ type }) => type);
    const onEvent = async (event: PastEvent): Promise<void> => {
      if (types.includes(event.type)) await rebuild.take(event);
    };
    // the meters' topic is compacted and has each once
    await history({ ...kafka, topic, since: topic === MeterChanged.topic ? undefined : since, onEvent });
  }
  await rebuild.takeFound();
  await rebuild.finish();
  process.stdout.write(`${JSON.stringify({ since, ...rebuild.found })}\n`);
} finally {
  await dataSource.destroy();
}
