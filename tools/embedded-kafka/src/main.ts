import { pino } from 'pino';
import { startEmbeddedKafka } from './broker.js';
import { loadEmbeddedKafkaConfig } from './embedded-kafka.config.js';

const EXIT_STORAGE_FAILED = 1;

const logger = pino({ name: 'embedded-kafka' });

try {
  const config = loadEmbeddedKafkaConfig(process.env);
  const broker = await startEmbeddedKafka({ ...config, logger, onStorageFailure: () => process.exit(EXIT_STORAGE_FAILED) });
  logger.info({ port: broker.port, brokers: broker.brokers, dataDir: config.dataDir }, 'listening');

  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopping');
    broker.stop().then(
      () => logger.info('stopped'),
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        process.exitCode = EXIT_STORAGE_FAILED;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  logger.fatal({ err: error }, 'cannot start');
  process.exitCode = 1;
}
