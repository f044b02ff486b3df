import { secretsEqual } from '../credentials/credential-secret.js';
import { TelemetryError } from '../telemetry-error.js';

/** Who asks, in place of a signed-in caller. */
export interface AskingBroker {
  /** What it shows; whether it is right is for the use case to say. */
  readonly secret: string | undefined;
}

export interface BrokerAuthSettings {
  /** Shared with the broker. */
  readonly secret: string;
  /** The service's own MQTT user, which may do everything. */
  readonly service: { readonly username: string; readonly password: string };
}

/** @throws {TelemetryError} `telemetry.broker_not_authenticated` */
export function requireBroker(broker: AskingBroker, settings: BrokerAuthSettings): void {
  if (broker.secret !== undefined && secretsEqual(broker.secret, settings.secret)) return;
  throw new TelemetryError('telemetry.broker_not_authenticated', 'the shared secret is missing or wrong');
}
