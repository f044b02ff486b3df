import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { classifySendFailure, isKafkaOutage, isUnknownTopic, mayBeTriedAgain } from './failure.js';

const { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = kafkajs;
const protocol = (type: string, retriable: boolean): Error =>
  new KafkaJSProtocolError({ type, code: 1, retriable, message: type } as unknown as Error);
const wrapped = (cause: Error): Error => Object.assign(new KafkaJSNonRetriableError(cause.message), { cause });
const exhausted = (cause: Error): Error => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1, cause } as never);

describe('classifySendFailure', () => {
  it.each([
    ['refused', protocol('MESSAGE_TOO_LARGE', false)],
    ['refused', wrapped(protocol('INVALID_TOPIC_EXCEPTION', false))],
    ['refused', new AggregateError([protocol('INVALID_TOPIC_EXCEPTION', false)], 'topics')],
    ['outage', new KafkaJSConnectionError('connect ECONNREFUSED')],
    ['outage', exhausted(new KafkaJSConnectionError('closed'))],
    ['outage', exhausted(protocol('NOT_LEADER_FOR_PARTITION', true))],
    ['outage', wrapped(protocol('TOPIC_AUTHORIZATION_FAILED', false))],
    ['unknown', exhausted(protocol('UNKNOWN_TOPIC_OR_PARTITION', true))],
    ['unknown', new TypeError('a bug')],
    ['unknown', 'a string'],
  ])('%s: %s', (kind, error) => {
    expect(classifySendFailure(error)).toBe(kind);
  });

  it('knows a missing topic through what wraps it', () => {
    expect(isUnknownTopic(exhausted(protocol('UNKNOWN_TOPIC_OR_PARTITION', true)))).toBe(true);
    expect(isUnknownTopic(exhausted(protocol('NOT_LEADER_FOR_PARTITION', true)))).toBe(false);
  });
});

describe('mayBeTriedAgain', () => {
  it.each([
    [true, exhausted(protocol('NOT_LEADER_FOR_PARTITION', true))],
    [false, wrapped(protocol('MESSAGE_TOO_LARGE', false))],
    [false, new TypeError('a bug')],
    [false, 'a string'],
  ])('%s: %s', (may, error) => {
    expect(mayBeTriedAgain(error)).toBe(may);
  });
});

describe('isKafkaOutage', () => {
  it.each([
    [true, new KafkaJSConnectionError('connect ECONNREFUSED')],
    [true, exhausted(protocol('NOT_LEADER_FOR_PARTITION', true))],
    [true, exhausted(protocol('UNKNOWN_TOPIC_OR_PARTITION', true))],
    [true, new Error('the event was not sent', { cause: new KafkaJSConnectionError('closed') })],
    [false, protocol('MESSAGE_TOO_LARGE', false)],
    [false, exhausted(protocol('MESSAGE_TOO_LARGE', false))],
    [false, new TypeError('a bug')],
    [false, 'a string'],
  ])('%s: %s', (outage, error) => {
    expect(isKafkaOutage(error)).toBe(outage);
  });
});
