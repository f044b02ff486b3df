import { downlinkLeaves, meterTopic } from '../mqtt/meter-topics.js';
import { sharedUplinkFilters, uplinkFilters } from '../uplink/dialects.js';
import { type AccessRule, mayHear, maySend, type Role } from './access-rule.js';

/** Where mosquitto's plugin takes commands, and where it answers the client that sent them. */
export const CONTROL_TOPIC = '$CONTROL/dynamic-security/v1';
export const CONTROL_RESPONSE_TOPIC = `${CONTROL_TOPIC}/response`;

/**
 * The service's own role: every meter's uplinks to listen to, every meter's downlinks to speak on, and the plugin to command. The
 * plugin knows no smaller right than to command it, so whoever has this role could give itself any other.
 *
 * @param sharedGroup MQTT_SHARED_GROUP, where instances share the uplinks
 */
export const serviceRole = (sharedGroup: string | undefined): Role => ({
  rolename: 'telemetry-service',
  acls: [
    ...uplinkFilters.flatMap(mayHear),
    ...(sharedGroup === undefined ? [] : sharedUplinkFilters(sharedGroup).flatMap(mayHearShared)),
    ...downlinkLeaves.map((leaf) => maySend(meterTopic('+', leaf))),
    maySend(CONTROL_TOPIC),
    ...mayHear(CONTROL_RESPONSE_TOPIC),
  ],
});

/** What is sent to a shared subscription is asked for by the filter that is shared. */
const mayHearShared = (topic: string): readonly AccessRule[] =>
  (['subscribeLiteral', 'unsubscribeLiteral'] as const).map((acltype) => ({ acltype, topic, allow: true }));
