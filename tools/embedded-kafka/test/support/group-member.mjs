// A consumer in a process of its own, so that a test can kill it: tells on its standard output what it is assigned and what it reads.
import kafkajs from 'kafkajs';

const [broker, groupId, topic] = process.argv.slice(2);
const kafka = new kafkajs.Kafka({
  clientId: 'member',
  brokers: [broker],
  logLevel: kafkajs.logLevel.NOTHING,
  retry: { retries: 12, initialRetryTime: 100 },
});
const consumer = kafka.consumer({ groupId, sessionTimeout: 3_000, heartbeatInterval: 300, rebalanceTimeout: 5_000, maxWaitTimeInMs: 200 });
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => tell({ assigned: payload.memberAssignment[topic] ?? [] }));
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({ autoCommit: false, eachMessage: async ({ message }) => tell({ value: message.value.toString() }) });
