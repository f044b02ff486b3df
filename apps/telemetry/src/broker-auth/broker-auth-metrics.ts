import { counter } from '@openprepay/runtime/metrics';

/** What brokers were answered since the service started. */
export class BrokerAuthMetrics {
  private readonly topicsRefused = counter({
    name: 'telemetry_topics_refused_total',
    help: 'Topics that a meter asked for and may not use',
  });

  private readonly connectsRefused = counter({
    name: 'telemetry_connects_refused_total',
    help: 'Clients that wanted to connect and may not',
  });

  connectRefused(): void {
    this.connectsRefused.inc();
  }

  topicRefused(): void {
    this.topicsRefused.inc();
  }
}
