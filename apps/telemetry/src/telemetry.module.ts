import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Module } from '@nestjs/common';
import { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { CLOCK, consumers, LOGGER, MESSAGING, provide, provideBy, worker } from '@openprepay/runtime/service';
import { AcknowledgeAlarm } from './alarms/acknowledge-alarm.js';
import { AlarmRepository } from './alarms/alarm.repository.js';
import { AlarmsController } from './alarms/alarms.controller.js';
import { takeMeterEvents } from './alarms/meter-events.consumer.js';
import { TakeMeterEvent } from './alarms/take-meter-event.js';
import { AuthenticateClient } from './broker-auth/authenticate-client.js';
import { BrokerAuthController } from './broker-auth/broker-auth.controller.js';
import { RefusedTopics } from './broker-auth/refused-topics.js';
import { CommandRepository } from './commands/command.repository.js';
import { CommandsController } from './commands/commands.controller.js';
import { SendCommand } from './commands/send-command.js';
import { CredentialRepository } from './credentials/credential.repository.js';
import { CredentialsController } from './credentials/credentials.controller.js';
import { IssueCredentials } from './credentials/issue-credentials.js';
import { RevokeCredentials } from './credentials/revoke-credentials.js';
import { DeliveryRepository } from './deliveries/delivery.repository.js';
import { DispatchDeliveries } from './deliveries/dispatch-deliveries.js';
import { PlanDelivery } from './deliveries/plan-delivery.js';
import { RecordTokenResult } from './deliveries/record-token-result.js';
import { deliverTokensOfVends } from './deliveries/vends.consumer.js';
import { Wake } from './deliveries/wake.js';
import { brokerAsks } from './dynamic-security/broker-access.js';
import { DynamicSecurityClient } from './dynamic-security/dynamic-security.client.js';
import { MosquittoAccess } from './dynamic-security/mosquitto-access.js';
import { Housekeeping } from './housekeeping.js';
import { uplinkFilters } from './ingest/dialects.js';
import { IngestUplinks } from './ingest/ingest-uplinks.js';
import { Retrying } from './ingest/retrying.js';
import { MeterDirectory } from './meters/meter-directory.js';
import { MeterRepository } from './meters/meter.repository.js';
import { keepMeters } from './meters/meters.consumer.js';
import { TakeOverSession } from './mqtt/end-session.client.js';
import { HeadEnd } from './mqtt/head-end.js';
import { MqttSession } from './mqtt/mqtt-session.client.js';
import { MeterStateRepository } from './presence/meter-state.repository.js';
import { SweepPresence } from './presence/sweep-presence.js';
import { TrackPresence } from './presence/track-presence.js';
import { QuarantineController } from './quarantine/quarantine.controller.js';
import { QuarantineRepository } from './quarantine/quarantine.repository.js';
import { ReadingPartitions } from './readings/reading-partitions.js';
import { ReadingRepository } from './readings/reading.repository.js';
import { storeReportedReadings } from './readings/readings.consumer.js';
import { ReadingsController } from './readings/readings.controller.js';
import { SeriesRepository } from './readings/series.repository.js';
import { StoreReadings } from './readings/store-readings.js';
import { RepeatingTask } from './repeating-task.js';
import { MetersController } from './shadow/meters.controller.js';
import { ReadMeter } from './shadow/read-meter.js';
import { ShadowRepository } from './shadow/shadow.repository.js';
import { limits } from './telemetry-limits.js';
import { BROKER_ACCESS, PRODUCER, SESSION_ENDER } from './telemetry-tokens.js';
import { TELEMETRY_CONFIG, type TelemetryConfig } from './telemetry.config.js';

const clientIdOf = ({ MQTT_CLIENT_ID }: TelemetryConfig): string => MQTT_CLIENT_ID ?? `telemetry-${hostname()}-${process.pid}`;

const shared = (group: string | undefined): readonly string[] =>
  group === undefined ? uplinkFilters : uplinkFilters.map((filter) => `$share/${group}/${filter}`);

const mosquittoAccess = (config: TelemetryConfig, session: MqttSession, clock: Clock): MosquittoAccess => {
  const { MQTT_URL: url, MQTT_USERNAME: username, MQTT_PASSWORD: password } = config;
  const commands = new DynamicSecurityClient({ url, username, password, clientId: `${clientIdOf(config)}-control` }, () => clock.newId());
  return new MosquittoAccess(commands, { isListening: () => session.connected, now: () => performance.now() });
};

const repositories = [
  provide(MeterRepository, []),
  provide(CredentialRepository, []),
  provide(MeterStateRepository, []),
  provide(ReadingRepository, []),
  provide(SeriesRepository, []),
  provide(ShadowRepository, []),
  provide(DeliveryRepository, []),
  provide(AlarmRepository, []),
  provide(CommandRepository, []),
  provide(QuarantineRepository, [CLOCK]),
];

const access = [
  provideBy(MeterDirectory, [UnitOfWork, MeterRepository], (unitOfWork, meters) => new MeterDirectory(unitOfWork, meters, Date.now)),
  provideBy(
    SESSION_ENDER,
    [TELEMETRY_CONFIG, LOGGER],
    ({ MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD }, logger) =>
      new TakeOverSession({ url: MQTT_URL, username: MQTT_USERNAME, password: MQTT_PASSWORD }, logger),
  ),
  provideBy(BROKER_ACCESS, [TELEMETRY_CONFIG, MqttSession, CLOCK], (config, session, clock) =>
    config.MQTT_DYNAMIC_SECURITY ? mosquittoAccess(config, session, clock) : brokerAsks,
  ),
  worker([BROKER_ACCESS], (access) => access),
  provideBy(
    IssueCredentials,
    [
      UnitOfWork,
      MeterRepository,
      CredentialRepository,
      MeterDirectory,
      Notifications,
      BROKER_ACCESS,
      SESSION_ENDER,
      CLOCK,
      TELEMETRY_CONFIG,
    ],
    (...[unitOfWork, meters, credentials, directory, notifications, broker, sessions, clock, config]) =>
      new IssueCredentials(unitOfWork, meters, credentials, directory, notifications, broker, sessions, clock, {
        meterWaitMs: config.METER_WAIT_MS,
        randomBytes,
      }),
  ),
  provide(RevokeCredentials, [UnitOfWork, CredentialRepository, MeterDirectory, BROKER_ACCESS, SESSION_ENDER]),
  provideBy(
    AuthenticateClient,
    [UnitOfWork, CredentialRepository, TELEMETRY_CONFIG],
    (unitOfWork, credentials, config) =>
      new AuthenticateClient(unitOfWork, credentials, { username: config.MQTT_USERNAME, password: config.MQTT_PASSWORD }),
  ),
  provide(RefusedTopics, [UnitOfWork, MeterDirectory, QuarantineRepository, CLOCK]),
];

const uplink = [
  provideBy(PRODUCER, [MESSAGING], (messaging) => messaging.producer),
  provide(Retrying, [LOGGER]),
  provide(TrackPresence, [MeterStateRepository, DeliveryRepository, Outbox, Wake]),
  provide(RecordTokenResult, [DeliveryRepository, MeterStateRepository, Outbox, Wake]),
  provide(IngestUplinks, [MeterDirectory, PRODUCER, UnitOfWork, QuarantineRepository, TrackPresence, RecordTokenResult, Retrying, CLOCK]),
  provideBy(
    MqttSession,
    [TELEMETRY_CONFIG, IngestUplinks, LOGGER],
    (config, ingest, logger) =>
      new MqttSession({
        login: {
          url: config.MQTT_URL,
          clientId: clientIdOf(config),
          username: config.MQTT_USERNAME,
          password: config.MQTT_PASSWORD,
          clean: config.MQTT_CLEAN_SESSION,
        },
        filters: shared(config.MQTT_SHARED_GROUP),
        onMessage: (message) => ingest.take(message),
        logger,
      }),
  ),
  provide(HeadEnd, [MqttSession, IngestUplinks]),
  worker([HeadEnd], (headEnd) => headEnd),
];

const readings = [
  provide(ReadingPartitions, [UnitOfWork]),
  provide(StoreReadings, [ReadingRepository, ReadingPartitions, TrackPresence]),
  provide(ReadMeter, [UnitOfWork, MeterRepository, ShadowRepository]),
];

const downlink = [
  provide(Wake, []),
  provideBy(
    PlanDelivery,
    [CredentialRepository, DeliveryRepository, Wake, CLOCK, TELEMETRY_CONFIG],
    (credentials, deliveries, wake, clock, config) => new PlanDelivery(credentials, deliveries, wake, clock, config.TOKEN_DELIVERY_HOURS),
  ),
  provide(DispatchDeliveries, [UnitOfWork, DeliveryRepository, MqttSession, Outbox, CLOCK]),
  provide(SendCommand, [UnitOfWork, ShadowRepository, CommandRepository, MqttSession, CLOCK]),
  worker(
    [DispatchDeliveries, Wake, LOGGER],
    (dispatch, wake, logger) =>
      new RepeatingTask({ name: 'deliveries', everyMs: limits.deliveryPollMs, task: () => dispatch.execute(), logger, wake }),
  ),
];

const upkeep = [
  provide(TakeMeterEvent, [AlarmRepository, MeterStateRepository, Outbox, CLOCK]),
  provide(AcknowledgeAlarm, [UnitOfWork, AlarmRepository, CLOCK]),
  provideBy(
    SweepPresence,
    [UnitOfWork, MeterStateRepository, MeterRepository, Outbox, CLOCK, TELEMETRY_CONFIG],
    (...[unitOfWork, states, meters, outbox, clock, config]) =>
      new SweepPresence(unitOfWork, states, meters, outbox, clock, config.PRESENCE_STALE_MS),
  ),
  provideBy(
    Housekeeping,
    [UnitOfWork, ReadingPartitions, QuarantineRepository, CLOCK, TELEMETRY_CONFIG],
    (unitOfWork, partitions, quarantine, clock, config) =>
      new Housekeeping(unitOfWork, partitions, quarantine, clock, {
        readingsMonths: config.READINGS_RETENTION_MONTHS,
        quarantineDays: config.QUARANTINE_RETENTION_DAYS,
      }),
  ),
  worker(
    [SweepPresence, LOGGER],
    (sweep, logger) => new RepeatingTask({ name: 'presence', everyMs: limits.sweepEveryMs, task: () => sweep.execute(), logger }),
  ),
  worker(
    [Housekeeping, LOGGER],
    (housekeeping, logger) =>
      new RepeatingTask({ name: 'housekeeping', everyMs: limits.partitionsEveryMs, task: () => housekeeping.execute(), logger }),
  ),
];

const consuming = consumers([MeterRepository, StoreReadings, PlanDelivery, TakeMeterEvent], (meters, store, plan, take) => [
  keepMeters(meters),
  storeReportedReadings(store),
  deliverTokensOfVends(plan),
  takeMeterEvents(take),
]);

@Module({
  controllers: [
    CredentialsController,
    BrokerAuthController,
    ReadingsController,
    CommandsController,
    AlarmsController,
    QuarantineController,
    ...parkedMessages.controllers,
    MetersController,
  ],
  providers: [...repositories, ...access, ...uplink, ...readings, ...downlink, ...upkeep, consuming, ...parkedMessages.providers],
})
export class TelemetryModule {}
