import { expect, it } from 'vitest';
import { METER, NOW, profileOf } from '../../test/heard.js';
import { commandMessage } from './command-message.js';
import { topicsOfDevice } from './device-dialects.js';
import { filterCovers } from './topic-filter.js';

const told = (kind: string, params = {}) => ({ commandId: 'c1', kind, params, expiresAt: NOW });
const relay = { registers: { '0-0:96.3.10': { from: 'Relay' } } };

it.each([
  [profileOf('tasmota', 'tele/{meterNumber}/SENSOR'), told('relay-open'), `cmnd/${METER}/POWER`, 'OFF'],
  [profileOf('tasmota', 'tele/{meterNumber}/SENSOR'), told('set-interval', { seconds: 60 }), `cmnd/${METER}/TelePeriod`, '60'],
  [
    profileOf('shelly-gen2', '{meterNumber}/events/rpc'),
    told('relay-close'),
    `${METER}/rpc`,
    '"method":"Switch.Set","params":{"id":0,"on":true}',
  ],
  [
    profileOf('thingsboard', 'v1/devices/{meterNumber}/telemetry'),
    told('read-now'),
    `v1/devices/${METER}/rpc/request/c1`,
    '"method":"read-now"',
  ],
  [profileOf('sparkplug-b', 'spBv1.0/acme/+/{meterNumber}', relay), told('relay-open'), `spBv1.0/acme/NCMD/${METER}`, 'Relay'],
  [profileOf('native', 'site/{meterNumber}/readings'), told('read-now'), `site/${METER}/commands`, '"commandId":"c1"'],
])('tells %j its command where it listens', (profile, command, topic, words) => {
  const message = commandMessage(METER, command, profile);

  expect(message?.topic).toBe(topic);
  expect(message?.payload.toString()).toContain(words);
  expect(topicsOfDevice(profile, METER).some((own) => own.action === 'subscribe' && filterCovers(own.topic, topic))).toBe(true);
});

it.each([
  [profileOf('obis-json', 'dc/{meterNumber}'), told('relay-open')],
  [profileOf('tasmota', 'tele/{meterNumber}/SENSOR'), told('set-power-limit', { watts: 1 })],
  [profileOf('sparkplug-b', 'spBv1.0/acme/+/{meterNumber}'), told('relay-open')],
])('has no word of %j for it', (profile, command) => {
  expect(commandMessage(METER, command, profile)).toBeUndefined();
});
