import type { Clock } from '@openprepay/persistence/clock';
import { formatMoney, type MoneyMinor } from '@openprepay/quantities';
import type { Commodity } from '@openprepay/contracts/wire';
import type { Value } from '@openprepay/xmlvend';
import type { Meter } from '../meters/meter.js';
import type { MeterKeyData } from '../meters/meter.js';
import type { TillCall } from './till-call.js';

const SERVER = { type: 'GenericDeviceID', id: 'OpenPrepay' } as const;

/** What every answer begins with. Tills cut `dispHeader` at its bars. */
export const answered = ({ asked: { clientID, terminalID, msgID }, terminal }: TillCall, clock: Clock, dispHeader: string) =>
  ({
    clientID,
    serverID: SERVER,
    terminalID,
    reqMsgID: msgID,
    respDateTime: clock.now().toISOString(),
    dispHeader,
    utility: { name: terminal.principal.utility },
  }) as const;

export const amountOf = (minor: MoneyMinor, currency: string): Value<'Currency'> => ({
  value: formatMoney(minor, currency),
  symbol: currency,
});

/** Standard transfer by digits on a keypad. @source IEC 62055-41 6.1.3, token technology 02 */
const KEYPAD = '02';

/** A meter as tills know it. */
export const meterDetailOf = (meterNumber: string, keyData: MeterKeyData) =>
  ({
    type: 'MeterDetail',
    msno: meterNumber,
    sgc: keyData.supplyGroupCode,
    krn: String(keyData.keyRevision),
    ti: keyData.tariffIndex,
    meterType: { at: keyData.encryptionAlgorithm.slice(-2), tt: KEYPAD },
  }) as const;

export const detailOf = ({ meterNumber, keyData }: Meter) => meterDetailOf(meterNumber, keyData);

const resources = { electricity: 'Electricity', water: 'Water', gas: 'Gas', time: 'ConnectionTime' } as const satisfies Record<
  Commodity,
  string
>;
export const resourceOf = (commodity: Commodity): Value<'Resource'> => ({ type: resources[commodity] });
