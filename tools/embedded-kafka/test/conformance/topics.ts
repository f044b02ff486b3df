import { ConfigResourceTypes } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTopic, readAll, uniqueName, withAdmin, withProducer } from '../support/kafka-client.js';
import { RawClient } from '../support/raw-client.js';
import { changeSettingRaw, deleteRecordsRaw, listOffsetRaw } from '../support/raw-requests.js';
import type { ConformanceContext } from './conformance.js';

const MANY_PARTITIONS = 300;
const UNSUPPORTED_VERSION = 35;
const INVALID_CONFIG = 40;
/** ListOffsets: the record of the latest time. @source KIP-734 */
const MAX_TIMESTAMP = -3;
/** What IncrementalAlterConfigs does with a setting. @source KIP-339 */
const SET = 0;
const DELETE = 1;
const APPEND = 2;

export function describeTopics({ broker, kafka, isApache }: ConformanceContext): void {
  describe('topics', () => {
    it('refuses to produce to a topic that is not there', async () => {
      const topic = uniqueName('nowhere');

      const sent = withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value: 'x' }] }), { retry: { retries: 1 } });

      await expect(sent).rejects.toMatchObject({ cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' } });
    });

    it('makes a topic on demand for a client that allows it', async () => {
      const topic = uniqueName('on-demand');

      await withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value: 'x' }] }), { allowAutoTopicCreation: true });

      expect((await readAll(kafka(), topic)).map(({ value }) => value)).toEqual(['x']);
    });

    it('refuses a name that no topic may have, a second topic of one name, and no partitions', async () => {
      const topic = await createTopic(kafka(), 'taken');

      await withAdmin(kafka(), async (admin) => {
        const create = (name: string, numPartitions = 1) =>
          admin.createTopics({ topics: [{ topic: name, numPartitions }], waitForLeaders: false });
        expect(await create(topic)).toBe(false);
        await expect(create('no spaces')).rejects.toMatchObject({ errors: [{ type: 'INVALID_TOPIC_EXCEPTION' }] });
        await expect(create(uniqueName('none'), 0)).rejects.toMatchObject({ errors: [{ type: 'INVALID_PARTITIONS' }] });
      });
    });

    it('keeps, shows and changes settings, and refuses an unknown one', async () => {
      const topic = await createTopic(kafka(), 'settings', { settings: { 'retention.ms': '12345', 'cleanup.policy': 'compact' } });
      const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
      await withAdmin(kafka(), async (admin) => {
        const value = async (name: string) => {
          const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ ...resource, configNames: [name] }] });
          return resources[0]!.configEntries.find((entry) => entry.configName === name)?.configValue;
        };
        // What one broker has taken, the one that answers may learn a moment later.
        const settings = () => expect.poll(async () => [await value('retention.ms'), await value('cleanup.policy')], { timeout: 20_000 });
        await settings().toEqual(['12345', 'compact']);

        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '777' }] }],
        });
        await settings().toEqual(['777', 'delete']);

        const nonsense = { ...resource, configEntries: [{ name: 'no.such.setting', value: '1' }] };
        await expect(admin.alterConfigs({ validateOnly: false, resources: [nonsense] })).rejects.toMatchObject({ type: 'INVALID_CONFIG' });
      });
    });

    it('gives a topic more partitions and never fewer', async () => {
      const topic = await createTopic(kafka(), 'growing', { partitions: 2 });
      await withAdmin(kafka(), async (admin) => {
        await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
        await expect.poll(() => admin.fetchTopicOffsets(topic).catch(() => []), { timeout: 20_000 }).toHaveLength(5);
        await expect(admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })).rejects.toMatchObject({
          type: 'INVALID_PARTITIONS',
        });
      });
    });

    it('forgets a deleted topic, also for a new one of its name', async () => {
      const topic = await createTopic(kafka(), 'deleted');
      await withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value: 'old' }] }));
      await withAdmin(kafka(), async (admin) => {
        await admin.deleteTopics({ topics: [topic] });
        await expect.poll(async () => (await admin.listTopics()).includes(topic)).toBe(false);
        await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
      });

      await withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value: 'new' }] }));

      expect(await readAll(kafka(), topic)).toMatchObject([{ value: 'new', offset: 0 }]);
    });

    it('removes the records before an offset', async () => {
      const topic = await createTopic(kafka(), 'trimmed');
      await withProducer(kafka(), (producer) => producer.send({ topic, messages: ['a', 'b', 'c'].map((value) => ({ value })) }));

      const client = await RawClient.open(broker().brokers[0]!);
      expect(await deleteRecordsRaw(client, topic, 2)).toEqual({ error: 0, startOffset: 2 });
      client.close();
      // Apache Kafka writes this down once a minute; here it is durable when it is answered.
      if (!isApache) await broker().crash();

      expect((await readAll(kafka(), topic)).map(({ value }) => value)).toEqual(['c']);
    });

    it.each([0, 1, -1])('tells the latest offset of what was just sent with acks=%s, also after records were removed', async (acks) => {
      const topic = await createTopic(kafka(), 'told');
      await withProducer(kafka(), (producer) => producer.send({ topic, acks, messages: ['a', 'b', 'c'].map((value) => ({ value })) }));
      await withAdmin(kafka(), async (admin) => {
        const ends = async () => (await admin.fetchTopicOffsets(topic)).map(({ low, high }) => [low, high]);
        // Without acknowledgement a cluster may not have read the records yet.
        if (acks === 0) await expect.poll(ends).toEqual([['0', '3']]);
        else expect(await ends()).toEqual([['0', '3']]);

        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });

        expect(await ends()).toEqual([['2', '3']]);
      });
    });

    it('refuses the special times of later versions', async () => {
      const topic = await createTopic(kafka(), 'latest');

      const client = await RawClient.open(broker().brokers[0]!);
      const found = await listOffsetRaw(client, topic, MAX_TIMESTAMP);
      client.close();

      expect(found).toEqual({ error: UNSUPPORTED_VERSION, timestamp: -1, offset: -1 });
    });

    it('changes one setting and leaves the others', async () => {
      const topic = await createTopic(kafka(), 'retuned', { settings: { 'retention.ms': '5000', 'segment.ms': '60000' } });
      const client = await RawClient.open(broker().brokers[0]!);
      const change = { name: 'retention.ms', value: '7000' };
      expect(await changeSettingRaw(client, topic, { ...change, operation: SET })).toBe(0);
      expect(await changeSettingRaw(client, topic, { name: 'segment.ms', value: null, operation: DELETE })).toBe(0);
      expect(await changeSettingRaw(client, topic, { name: 'no.such.setting', value: '1', operation: SET })).toBe(INVALID_CONFIG);
      expect(await changeSettingRaw(client, topic, { ...change, operation: APPEND })).toBe(INVALID_CONFIG);
      client.close();

      const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms', 'segment.ms'] }];
      await withAdmin(kafka(), async (admin) => {
        const settings = async () =>
          Object.fromEntries(
            (await admin.describeConfigs({ resources, includeSynonyms: false })).resources[0]!.configEntries.map((entry) => [
              entry.configName,
              entry.configValue,
            ]),
          );
        await expect.poll(settings).toEqual({ 'retention.ms': '7000', 'segment.ms': '604800000' });
      });
    });

    it(`serves ${MANY_PARTITIONS} partitions of one topic`, async () => {
      const topic = await createTopic(kafka(), 'wide', { partitions: MANY_PARTITIONS });
      const messages = Array.from({ length: MANY_PARTITIONS }, (_, partition) => ({ partition, value: `in ${partition}` }));

      await withProducer(kafka(), (producer) => producer.send({ topic, messages }));

      const read = await readAll(kafka(), topic);
      expect(read).toHaveLength(MANY_PARTITIONS);
      expect(read.every(({ partition, value, offset }) => value === `in ${partition}` && offset === 0)).toBe(true);
    });
  });
}
