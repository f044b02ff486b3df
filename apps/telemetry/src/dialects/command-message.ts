import { writeSparkplug } from './sparkplug-payload.js';
import { meterTopic } from '../mqtt/meter-topics.js';
import { type DeviceProfile, METER_NUMBER } from '../uplink/device-profile.js';
import { RELAY_REGISTER } from './said-values.js';

/** What a meter is told, whatever it speaks. */
export interface ToldCommand {
  readonly commandId: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly expiresAt: Date;
}

export interface DownlinkMessage {
  readonly topic: string;
  readonly payload: string | Buffer;
}

/** The message that tells a meter so. @returns undefined where a device of that profile has no word for it */
export function commandMessage(meterNumber: string, command: ToldCommand, profile?: DeviceProfile): DownlinkMessage | undefined {
  if (profile === undefined) return { topic: meterTopic(meterNumber, 'commands'), payload: nativePayload(command) };
  const own = profile.topicPattern.replace(METER_NUMBER, meterNumber);
  const { kind, params } = command;
  switch (profile.dialect) {
    case 'native':
      return { topic: own.replace(/readings$/, 'commands'), payload: nativePayload(command) };
    case 'tasmota':
      return tasmota(own, command);
    case 'shelly-gen2':
      return shelly(own, command);
    case 'thingsboard':
      return own.endsWith('/telemetry')
        ? { topic: own.replace(/telemetry$/, `rpc/request/${command.commandId}`), payload: JSON.stringify({ method: kind, params }) }
        : undefined;
    case 'sparkplug-b':
      return sparkplug(own, command, profile);
    case 'obis-json':
      return undefined;
  }
}

const nativePayload = ({ commandId, kind, params, expiresAt }: ToldCommand): string =>
  JSON.stringify({ commandId, kind, params, expiresAt: expiresAt.toISOString() });

/** @source Tasmota, commands: Power, TelePeriod */
function tasmota(own: string, { kind, params }: ToldCommand): DownlinkMessage | undefined {
  const levels = own.split('/');
  const at = levels.indexOf('tele');
  if (at < 0 || levels.at(-1) !== 'SENSOR') return undefined;
  const to = (last: string): string => [...levels.with(at, 'cmnd').slice(0, -1), last].join('/');
  if (kind === 'relay-open' || kind === 'relay-close') return { topic: to('POWER'), payload: kind === 'relay-close' ? 'ON' : 'OFF' };
  return kind === 'set-interval' ? { topic: to('TelePeriod'), payload: String(params['seconds']) } : undefined;
}

/** @source Shelly Gen2+ API: RPC over MQTT, Switch.Set */
function shelly(own: string, { commandId, kind }: ToldCommand): DownlinkMessage | undefined {
  if (!own.endsWith('/events/rpc') || (kind !== 'relay-open' && kind !== 'relay-close')) return undefined;
  const base = own.slice(0, -'events/rpc'.length);
  const params = { id: 0, on: kind === 'relay-close' };
  return {
    topic: `${base}rpc`,
    payload: JSON.stringify({ id: commandId, src: `${base}answers`, method: 'Switch.Set', params }),
  };
}

/** A relay is the metric that the profile names for it. @source Eclipse Sparkplug 3.0, 6.4.23: NCMD and DCMD */
function sparkplug(own: string, { kind }: ToldCommand, { registers }: DeviceProfile): DownlinkMessage | undefined {
  const [namespace, group, , edge, device] = own.split('/');
  const name = registers[RELAY_REGISTER]?.from;
  if (name === undefined || (kind !== 'relay-open' && kind !== 'relay-close')) return undefined;
  const below = device === undefined || device === '+' ? ['NCMD', edge] : ['DCMD', edge, device];
  const payload = Buffer.from(writeSparkplug({ metrics: [{ name, value: kind === 'relay-close' }] }));
  return { topic: [namespace, group, ...below].join('/'), payload };
}
