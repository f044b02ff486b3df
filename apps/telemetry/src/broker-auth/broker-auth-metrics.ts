import { counter } from '@openprepay/runtime/metrics';

/** What brokers were answered since the service started. */
export class BrokerAuthMetrics {
  private readonly topicsRefused = counter({
    name: 'telemetry_topics_refused_total',
    help: 'Topics that a meter asked for and may not use',
  });

  topicRefused(): void {
    this.topicsRefused.inc();
  }
}
