import type { QuarantineCode } from '@openprepay/contracts/http/telemetry-quarantine';
import { counter, gauge } from '@openprepay/runtime/metrics';
import type { Uplink } from '../uplink/uplink.js';

/** What was taken from meters since the service started. */
export class IngestMetrics {
  private readonly uplinks = counter({ name: 'telemetry_uplinks_total', help: 'Messages of meters made durable', labelNames: ['kind'] });
  private readonly quarantined = counter({ name: 'telemetry_quarantined_total', help: 'Messages set aside', labelNames: ['code'] });
  private readonly unacknowledged = gauge({
    name: 'telemetry_unacknowledged',
    help: 'Messages taken from the broker and not yet durable',
  });

  durable(kind: Uplink['kind'], messages: number): void {
    this.uplinks.inc({ kind }, messages);
  }

  setAside(code: QuarantineCode): void {
    this.quarantined.inc({ code });
  }

  inHand(messages: number): void {
    this.unacknowledged.set(messages);
  }
}
