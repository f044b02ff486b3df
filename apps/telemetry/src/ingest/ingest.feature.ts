import type { Producer } from '@openprepay/messaging/producer';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, LOGGER, MESSAGING, provide, provideBy, token, worker } from '@openprepay/runtime/service';
import { RecordCommandResult } from '../commands/record-command-result.js';
import { RecordTokenResult } from '../deliveries/record-token-result.js';
import { CountMessages } from '../fleet/count-messages.js';
import { MeterDirectory } from '../meters/meter-directory.js';
import { DOWNLINK } from '../mqtt/downlink.js';
import { MQTT } from '../mqtt/mqtt-settings.js';
import { MqttSession } from '../mqtt/mqtt-session.client.js';
import { ReportPresence } from '../presence/report-presence.js';
import { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import { QuarantineShare } from '../quarantine/quarantine-share.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { sharedUplinkFilters, uplinkFilters } from '../uplink/dialects.js';
import { DialectMemoryRepository } from './dialect-memory.repository.js';
import { HeadEnd } from './head-end.js';
import { IngestMetrics } from './ingest-metrics.js';
import { IngestUplinks } from './ingest-uplinks.js';
import { ProduceUplinks } from './produce-uplinks.js';
import { QuarantineSettlingController } from './quarantine-settling.controller.js';
import { ReplayQuarantined } from './replay-quarantined.js';
import { Retrying } from './retrying.js';
import { SetUplinksAside } from './set-uplinks-aside.js';
import { type IngestSettings, SortUplinks } from './sort-uplinks.js';
import { StoreUplinks } from './store-uplinks.js';
import { TakeAgain } from './take-again.js';

const PRODUCER = token<Producer>('producer');
const INGEST = token<IngestSettings>('ingest settings');
const DAY_MS = 86_400_000;

export const ingest: Feature = {
  controllers: [QuarantineSettlingController],
  providers: [
    provideBy(PRODUCER, [MESSAGING], (messaging) => messaging.producer),
    provideBy(INGEST, [TELEMETRY_CONFIG], (config) => ({ maxReadingAgeMs: (config.RAW_RETENTION_DAYS + 1) * DAY_MS })),
    provide(IngestMetrics, []),
    provide(Retrying, [LOGGER]),
    provide(SetUplinksAside, [UnitOfWork, QuarantineRepository, QuarantineShare, Retrying, IngestMetrics]),
    provide(ProduceUplinks, [PRODUCER, Retrying, IngestMetrics]),
    provide(StoreUplinks, [UnitOfWork, ReportPresence, RecordTokenResult, RecordCommandResult, SetUplinksAside, Retrying, IngestMetrics]),
    provide(DialectMemoryRepository, []),
    provide(SortUplinks, [UnitOfWork, DialectMemoryRepository, DOWNLINK, Retrying, INGEST]),
    provide(TakeAgain, [MeterDirectory, SortUplinks, ProduceUplinks, StoreUplinks]),
    provide(ReplayQuarantined, [UnitOfWork, QuarantineRepository, TakeAgain, CLOCK]),
    provide(IngestUplinks, [
      MeterDirectory,
      SortUplinks,
      ProduceUplinks,
      StoreUplinks,
      SetUplinksAside,
      Retrying,
      IngestMetrics,
      CountMessages,
      CLOCK,
    ]),
    provideBy(
      HeadEnd,
      [MqttSession, IngestUplinks, MQTT],
      (session, uplinks, { sharedGroup }) =>
        new HeadEnd(session, uplinks, sharedGroup === undefined ? uplinkFilters : sharedUplinkFilters(sharedGroup)),
    ),
    worker([HeadEnd], (headEnd) => headEnd),
  ],
};
