import { pino } from 'pino';
import { startApacheKafka } from './apache-kafka.js';
import { loadApacheKafkaConfig } from './apache-kafka.config.js';

const EXIT_BROKER_ENDED = 1;

const logger = pino({ name: 'apache-kafka' });

try {
  const config = loadApacheKafkaConfig(process.env);
  const kafka = await startApacheKafka({ ...config, logger, onUnexpectedExit: () => process.exit(EXIT_BROKER_ENDED) });
  const port = Number(kafka.brokers[0]!.split(':').at(-1));
  logger.info({ port, brokers: kafka.brokers, pids: kafka.pids, dataDir: config.dataDir }, 'listening');

  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopping');
    kafka.stop().then(
      () => logger.info('stopped'),
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  logger.fatal({ err: error }, 'cannot start');
  process.exitCode = 1;
}
