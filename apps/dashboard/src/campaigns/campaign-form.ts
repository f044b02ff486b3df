import { campaignChannels } from '@openprepay/contracts/http/campaigns';
import { decoderKeyAlgorithm, encryptionAlgorithm } from '@openprepay/contracts/wire';
import { BASE_DATES } from '../keys/new-key.js';
import { formText } from '../ui/form-text.js';
import { instantAt } from '../ui/zoned.js';

/** Numbers as people write them one below the other, or with commas between them. */
export const numbersIn = (written: string): readonly string[] => written.split(/[\s,;]+/).filter((text) => text !== '');

/** A campaign as a form describes it; what is left empty is left out. @param timeZone of the times that were written */
export function campaignOf(form: FormData, timeZone: string) {
  const [rate, startsAt, endsAt] = [formText(form, 'ratePerMinute'), formText(form, 'startsAt'), formText(form, 'endsAt')];
  const channels = campaignChannels.filter((channel) => form.getAll('channels').includes(channel));
  return {
    code: formText(form, 'code'),
    name: formText(form, 'name'),
    select: selectionOf(form),
    to: keyOf(form),
    channels,
    ...(rate === '' ? {} : { ratePerMinute: Number(rate) }),
    ...(startsAt === '' ? {} : { startsAt: instantAt(startsAt, timeZone).toISOString() }),
    ...(endsAt === '' ? {} : { endsAt: instantAt(endsAt, timeZone).toISOString() }),
  };
}

const revisionOf = (written: string): { keyRevision?: number } => (written === '' ? {} : { keyRevision: Number(written) });

function selectionOf(form: FormData) {
  const [group, node] = [formText(form, 'select.supplyGroupCode'), formText(form, 'select.networkNode')];
  const [date, meterNumbers] = [formText(form, 'select.baseDate'), numbersIn(formText(form, 'select.meterNumbers'))];
  const chosen = BASE_DATES.find((known) => String(known) === date);
  return {
    ...(group === '' ? {} : { supplyGroupCode: group }),
    ...revisionOf(formText(form, 'select.keyRevision')),
    ...(chosen === undefined ? {} : { baseDate: chosen }),
    ...(node === '' ? {} : { networkNode: node }),
    ...(meterNumbers.length === 0 ? {} : { meterNumbers: [...meterNumbers] }),
  };
}

function keyOf(form: FormData) {
  const [group, index, date] = [formText(form, 'to.supplyGroupCode'), formText(form, 'to.tariffIndex'), formText(form, 'to.baseDate')];
  const chosenDate = BASE_DATES.find((known) => String(known) === date);
  const encryption = encryptionAlgorithm.options.find((known) => known === formText(form, 'to.encryptionAlgorithm'));
  const decoderKey = decoderKeyAlgorithm.options.find((known) => known === formText(form, 'to.decoderKeyAlgorithm'));
  return {
    ...(group === '' ? {} : { supplyGroupCode: group }),
    ...revisionOf(formText(form, 'to.keyRevision')),
    ...(index === '' ? {} : { tariffIndex: index }),
    ...(chosenDate === undefined ? {} : { baseDate: chosenDate }),
    ...(decoderKey === undefined ? {} : { decoderKeyAlgorithm: decoderKey }),
    ...(encryption === undefined ? {} : { encryptionAlgorithm: encryption }),
  };
}
