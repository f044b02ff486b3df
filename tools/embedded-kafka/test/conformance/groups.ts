import type { Consumer, ConsumerConfig } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LOST_LINE_GRACE_MS } from '../../src/limits.js';
import { eventually } from '../support/eventually.js';
import { GroupMember } from '../support/group-member.js';
import { RawClient } from '../support/raw-client.js';
import { askForMemberId, heartbeatRaw, joinRaw } from '../support/raw-groups.js';
import { deleteRecordsRaw } from '../support/raw-requests.js';
import { createTopic, seen, type Seen, uniqueName, withAdmin, withProducer } from '../support/kafka-client.js';
import type { ConformanceContext } from './conformance.js';

const FAST = {
  sessionTimeout: 6_000,
  heartbeatInterval: 300,
  rebalanceTimeout: 5_000,
  maxWaitTimeInMs: 200,
} satisfies Partial<ConsumerConfig>;

interface RunningMember {
  readonly consumer: Consumer;
  readonly messages: Seen[];
  assigned: number[];
}

export function describeGroups({ broker, kafka, isApache }: ConformanceContext): void {
  describe('a consumer group', () => {
    const running: Consumer[] = [];
    const processes: GroupMember[] = [];
    afterEach(async () => {
      await Promise.all(running.splice(0).map((consumer) => consumer.disconnect()));
      await Promise.all(processes.splice(0).map((member) => member.kill()));
    });

    const join = async (groupId: string, topic: string): Promise<RunningMember> => {
      const consumer = kafka().consumer({ groupId, ...FAST });
      running.push(consumer);
      const member: RunningMember = { consumer, messages: [], assigned: [] };
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => (member.assigned = payload.memberAssignment[topic] ?? []));
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommitThreshold: 1,
        eachMessage: async ({ partition, message }) => void member.messages.push(seen(partition, message)),
      });
      return member;
    };
    const leave = async ({ consumer }: RunningMember): Promise<void> => {
      running.splice(running.indexOf(consumer), 1);
      await consumer.disconnect();
    };
    const produce = (topic: string, values: readonly string[]) =>
      withProducer(kafka(), (producer) =>
        producer.send({ topic, messages: values.map((value, index) => ({ value, partition: index % 4 })) }),
      );

    const deleteRecords = async (topic: string, before: number): Promise<void> => {
      const client = await RawClient.open(broker().brokers[0]!);
      await deleteRecordsRaw(client, topic, before);
      client.close();
    };

    it('shares the partitions among its members, also when one comes and one goes', async () => {
      const topic = await createTopic(kafka(), 'shared', { partitions: 4 });
      const groupId = uniqueName('group');

      const first = await join(groupId, topic);
      await eventually('the first has all', () => first.assigned.length === 4);
      const second = await join(groupId, topic);
      await eventually('each has two', () => first.assigned.length === 2 && second.assigned.length === 2);
      expect([...first.assigned, ...second.assigned].sort()).toEqual([0, 1, 2, 3]);
      await produce(topic, ['a', 'b', 'c', 'd']);
      await eventually('all is read', () => first.messages.length + second.messages.length === 4);
      expect(first.messages.length).toBe(2);

      await leave(first);
      await eventually('the second has all', () => second.assigned.length === 4);
    });

    it('gives the partitions of a killed member to the others', async () => {
      const topic = await createTopic(kafka(), 'inherited', { partitions: 4 });
      const groupId = uniqueName('group');
      const doomed = GroupMember.start(broker().brokers[0]!, groupId, topic);
      processes.push(doomed);
      await eventually('the first has all', () => doomed.assigned?.length === 4);
      const heir = await join(groupId, topic);
      await eventually('each has two', () => doomed.assigned?.length === 2 && heir.assigned.length === 2);

      await doomed.kill();

      await eventually('the heir has all', () => heir.assigned.length === 4);
      await produce(topic, ['a', 'b', 'c', 'd']);
      await eventually('all is read', () => heir.messages.length === 4);
    });

    // Apache Kafka waits out the session; here whoever comes next has the partitions once the connection is closed.
    if (!isApache) {
      it('knows a member to be dead whose connection is closed, however long its session', async () => {
        const groupId = uniqueName('group');
        const client = await RawClient.open(broker().brokers[0]!);
        await joinRaw(client, groupId, { sessionTimeoutMs: 600_000 });

        client.close();

        await withAdmin(kafka(), async (admin) => {
          await eventually('nobody is in it', async () => (await admin.describeGroups([groupId])).groups[0]!.state === 'Empty');
        });
      });

      it('waits for nobody who was given an id and closed the connection before joining with it', async () => {
        const topic = await createTopic(kafka(), 'unhindered', { partitions: 4 });
        const groupId = uniqueName('group');
        const client = await RawClient.open(broker().brokers[0]!);
        await askForMemberId(client, groupId, { sessionTimeoutMs: 600_000 });

        client.close();

        const member = await join(groupId, topic);
        await eventually('it has all', () => member.assigned.length === 4);
      });
    }

    it('keeps a member that comes back on another connection', async () => {
      const groupId = uniqueName('group');
      const client = await RawClient.open(broker().brokers[0]!);
      const member = await joinRaw(client, groupId, { sessionTimeoutMs: 10_000 });
      client.close();

      const second = await RawClient.open(broker().brokers[0]!);
      const errors = new Set<number>();
      for (let beat = 0; beat < 2 * LOST_LINE_GRACE_MS; beat += 100) {
        errors.add(await heartbeatRaw(second, groupId, member));
        await sleep(100);
      }
      second.close();

      expect([...errors]).toEqual([0]);
    });

    it('goes on where it committed, also after a crash of the broker', async () => {
      const topic = await createTopic(kafka(), 'resumed', { partitions: 4 });
      const groupId = uniqueName('group');
      await produce(topic, ['1', '2', '3', '4', '5', '6', '7', '8']);
      const before = await join(groupId, topic);
      await eventually('all is read', () => before.messages.length === 8);
      await leave(before);

      await broker().crash();
      await produce(topic, ['9']);

      const after = await join(groupId, topic);
      await eventually('the new one is read', () => after.messages.length >= 1, 60_000);
      expect(after.messages.map(({ value }) => value)).toEqual(['9']);
    });

    it('whose members are connected lives through a crash of the broker', async () => {
      const topic = await createTopic(kafka(), 'steadfast', { partitions: 4 });
      const member = await join(uniqueName('group'), topic);
      await produce(topic, ['before']);
      await eventually('the first is read', () => member.messages.length === 1);

      await broker().crash();
      await produce(topic, ['after']);

      await eventually('the second is read', () => member.messages.some(({ value }) => value === 'after'), 60_000);
    });

    it('is listed, described and deleted with its offsets, but not while it has members', async () => {
      const topic = await createTopic(kafka(), 'described', { partitions: 4 });
      const groupId = uniqueName('group');
      const member = await join(groupId, topic);
      await produce(topic, ['a']);
      await eventually('it is read', () => member.messages.length === 1);
      const partitions = async () =>
        withAdmin(kafka(), async (admin) => (await admin.fetchOffsets({ groupId, topics: [topic] }))[0]!.partitions);
      await eventually('it is committed', async () => (await partitions())[0]?.offset === '1');

      await withAdmin(kafka(), async (admin) => {
        expect((await admin.listGroups()).groups).toContainEqual({ groupId, protocolType: 'consumer' });
        expect((await admin.describeGroups([groupId])).groups[0]).toMatchObject({
          state: 'Stable',
          members: [{ clientId: 'conformance' }],
        });
        await expect(admin.deleteGroups([groupId])).rejects.toThrow();
        await leave(member);
        expect((await admin.describeGroups([groupId])).groups[0]).toMatchObject({ state: 'Empty', members: [] });
        await admin.deleteGroups([groupId]);
        expect((await admin.listGroups()).groups.map((group) => group.groupId)).not.toContain(groupId);
      });
      expect((await partitions()).map(({ offset }) => offset)).toEqual(['-1', '-1', '-1', '-1']);
    });

    it.each(['-1', '-2'])('reads what is still there after it was set to %s', async (reset) => {
      const topic = await createTopic(kafka(), 'overtaken', { partitions: 4 });
      const groupId = uniqueName('group');
      await withProducer(kafka(), (producer) =>
        producer.send({ topic, messages: Array.from({ length: 10 }, (_, index) => ({ value: String(index), partition: 0 })) }),
      );
      await withAdmin(kafka(), (admin) => admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: reset }] }));
      await deleteRecords(topic, 8);

      const member = await join(groupId, topic);

      await eventually('the rest is read', () => member.messages.length === 2);
      expect(member.messages.map(({ value }) => value)).toEqual(['8', '9']);
    });

    it('lives through the deletion of records that it has not read', async () => {
      const topic = await createTopic(kafka(), 'cut-short', { partitions: 4 });
      const groupId = uniqueName('group');
      await withProducer(kafka(), (producer) =>
        producer.send({ topic, messages: Array.from({ length: 10 }, (_, index) => ({ value: String(index), partition: 0 })) }),
      );
      await withAdmin(kafka(), (admin) => admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '2' }] }));
      await deleteRecords(topic, 8);

      const member = await join(groupId, topic);

      await eventually('the rest is read', () => member.messages.length >= 2, 60_000);
      expect(member.messages.map(({ value }) => value)).toEqual(['8', '9']);
    });

    it('can be set to other offsets while it is empty', async () => {
      const topic = await createTopic(kafka(), 'rewound', { partitions: 4 });
      const groupId = uniqueName('group');
      await produce(topic, ['a', 'b', 'c', 'd', 'e']);

      await withAdmin(kafka(), (admin) =>
        admin.setOffsets({
          groupId,
          topic,
          partitions: [
            { partition: 0, offset: '1' },
            { partition: 1, offset: '1' },
          ],
        }),
      );

      const member = await join(groupId, topic);
      await eventually('the rest is read', () => member.messages.length === 3);
      expect(member.messages.map(({ value }) => value).sort()).toEqual(['c', 'd', 'e']);
    });
  });
}
