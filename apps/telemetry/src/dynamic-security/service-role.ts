import { sharedFilter } from '../uplink/dialects.js';
import { mayHear, mayHearAny, maySend, type Role } from './access-rule.js';

/** Where mosquitto's plugin takes commands, and where it answers the client that sent them. */
export const CONTROL_TOPIC = '$CONTROL/dynamic-security/v1';
export const CONTROL_RESPONSE_TOPIC = `${CONTROL_TOPIC}/response`;

/**
 * The service's own role: whatever meters say, on the topics of any device profile, whatever meters are to hear, and the plugin to
 * command. The plugin knows no smaller right than to command it, so whoever has this role could give itself any other: naming topics
 * here would protect nothing.
 *
 * @param sharedGroup MQTT_SHARED_GROUP, where instances share the uplinks
 */
export const serviceRole = (sharedGroup: string | undefined): Role => ({
  rolename: 'telemetry-service',
  acls: [
    ...mayHearAny('#', ...(sharedGroup === undefined ? [] : [sharedFilter(sharedGroup, '#')])),
    maySend('#'),
    maySend(CONTROL_TOPIC),
    ...mayHear(CONTROL_RESPONSE_TOPIC),
  ],
});
