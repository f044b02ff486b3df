import type { Principal, Role } from '@openprepay/contracts/identity';
import { MeterChanged } from '@openprepay/contracts/vending';
import { TestClock } from '@openprepay/testing/clock';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { openService, type OpenService } from '@openprepay/testing/open-service';
import { IssueCredentials } from '../src/credentials/issue-credentials.js';
import { type Downlink, DOWNLINK } from '../src/mqtt/downlink.js';
import { telemetryService } from '../src/telemetry.js';
import { meterChangedOf } from './events-of-vending.js';

/** What stands in the broker's place: it keeps what it is given, and can be away. */
export class TestDownlink implements Downlink {
  connected = true;
  readonly sent: { readonly topic: string; readonly message: Record<string, unknown> }[] = [];

  async publish(topic: string, payload: string): Promise<void> {
    if (!this.connected) throw new Error('no MQTT session');
    this.sent.push({ topic, message: JSON.parse(payload) as Record<string, unknown> });
  }

  of(meterNumber: string): readonly Record<string, unknown>[] {
    return this.sent.filter(({ topic }) => topic.startsWith(`meters/${meterNumber}/`)).map(({ message }) => message);
  }
}

export interface OpenedTelemetry extends OpenService {
  readonly clock: TestClock;
  readonly downlink: TestDownlink;
  /** A meter that vending has told of and that has credentials. */
  meter(utility?: string): Promise<string>;
}

/** The service without its network, at the time of now: the database's own bounds on months are about that. */
export async function openTelemetry(
  env: Readonly<Record<string, string>> = {},
  /** The database is of an older version. */
  migrations = telemetryService.migrations,
): Promise<OpenedTelemetry> {
  const clock = new TestClock(new Date());
  const downlink = new TestDownlink();
  const secrets = {
    MQTT_URL: 'mqtt://127.0.0.1:9',
    MQTT_PASSWORD: 'service-password-for-tests',
    BROKER_AUTH_SECRET: 'broker-secret-for-tests',
  };
  const telemetry = await openService(
    { ...telemetryService, migrations },
    { clock, env: { ...secrets, ...env }, override: [[DOWNLINK, downlink]] },
  );
  return {
    ...telemetry,
    clock,
    downlink,
    meter: async (utility = UTILITY) => {
      const meterNumber = newMeterNumber();
      await telemetry.deliver(MeterChanged, [meterChangedOf(meterNumber)], { utility });
      await telemetry.get(IssueCredentials).execute(callerOf('engineer', { utility }), { meterNumber });
      return meterNumber;
    },
  };
}

export const callerOf = (role: Role, changes: Partial<Principal> = {}): Principal => ({
  subject: role,
  username: role,
  utility: UTILITY,
  currency: 'KES',
  timeZone: 'Africa/Nairobi',
  roles: [role],
  platform: false,
  ...changes,
});
