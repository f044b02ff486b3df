import { Module } from '@nestjs/common';
import { compose } from '@openprepay/runtime/feature';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { alarmRules } from './alarm-rules/alarm-rules.feature.js';
import { alarmWatch } from './alarm-watch/alarm-watch.feature.js';
import { alarms } from './alarms/alarms.feature.js';
import { brokerAuth } from './broker-auth/broker-auth.feature.js';
import { commands } from './commands/commands.feature.js';
import { credentials } from './credentials/credentials.feature.js';
import { deliveries } from './deliveries/deliveries.feature.js';
import { deviceProfiles } from './device-profiles/device-profiles.feature.js';
import { dynamicSecurity } from './dynamic-security/dynamic-security.feature.js';
import { exceptions } from './exceptions/exceptions.feature.js';
import { fleet } from './fleet/fleet.feature.js';
import { ingest } from './ingest/ingest.feature.js';
import { meters } from './meters/meters.feature.js';
import { mqtt } from './mqtt/mqtt.feature.js';
import { network } from './network/network.feature.js';
import { presence } from './presence/presence.feature.js';
import { quarantine } from './quarantine/quarantine.feature.js';
import { readings } from './readings/readings.feature.js';
import { retirements } from './retirements/retirements.feature.js';
import { retention } from './retention/retention.feature.js';
import { series } from './series/series.feature.js';
import { shadow } from './shadow/shadow.feature.js';
import { storms } from './storms/storms.feature.js';
import { validation } from './validation/validation.feature.js';

/** Each stands on those before it. */
@Module(
  compose(
    mqtt,
    meters,
    network,
    quarantine,
    shadow,
    dynamicSecurity,
    deviceProfiles,
    credentials,
    brokerAuth,
    alarmRules,
    alarms,
    storms,
    alarmWatch,
    commands,
    deliveries,
    retirements,
    presence,
    fleet,
    readings,
    validation,
    exceptions,
    series,
    ingest,
    retention,
    parkedMessages,
  ),
)
export class TelemetryModule {}
