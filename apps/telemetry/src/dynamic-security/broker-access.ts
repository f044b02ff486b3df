import type { DeviceProfile } from '../uplink/device-profile.js';
import { token, type Worker } from '@openprepay/runtime/service';

export interface MeterAccess {
  /** None where the meter comes in by a certificate, which the broker checks. */
  readonly password: string | undefined;
  readonly profile: DeviceProfile | undefined;
}

/** Tells a broker that keeps its own users who may connect; does nothing where the broker asks this service instead. */
export interface BrokerAccess extends Worker {
  /**
   * Runs `work`, which grants or revokes, when its turn has come: a transaction is open while the broker answers, so few are at a time.
   *
   * @throws {TelemetryError} `telemetry.broker_unavailable` where its turn does not come in time
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /**
   * From here on this password, or what the broker takes a certificate for, opens the meter's topics, those of its profile where it
   * has one, and no other does. Safe to repeat.
   *
   * @throws {TelemetryError} `telemetry.broker_unavailable`
   */
  grant(meterNumber: string, access: MeterAccess): Promise<void>;
  /**
   * From here on the meter may not connect. Safe to repeat.
   *
   * @throws {TelemetryError} `telemetry.broker_unavailable`
   */
  revoke(meterNumber: string): Promise<void>;
}

export const BROKER_ACCESS = token<BrokerAccess>('broker access');

/** For brokers that ask `POST /mqtt/auth`: what is committed is in force at once. */
export const brokerAsks: BrokerAccess = {
  name: 'broker-access',
  connections: 0,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  inTurn: (work) => work(),
  grant: () => Promise.resolve(),
  revoke: () => Promise.resolve(),
};
