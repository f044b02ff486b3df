import type { NewMeterModelBody } from '@openprepay/contracts/http/vending-catalogue';
import { commodity, decoderKeyAlgorithm, encryptionAlgorithm } from '@openprepay/contracts/wire';
import { formText } from '../ui/form-text.js';

const KEY_CHANGE_TOKENS = [2, 3, 4] as const;

/** The model that a form describes; without a certificate's number it has none. */
export const modelOf = (form: FormData): NewMeterModelBody => ({
  modelCode: formText(form, 'modelCode'),
  manufacturerCode: formText(form, 'manufacturerCode'),
  name: formText(form, 'name'),
  commodity: commodity.options.find((known) => known === formText(form, 'commodity')) ?? 'electricity',
  encryptionAlgorithms: encryptionAlgorithm.options.filter((name) => form.getAll('encryptionAlgorithms').includes(name)),
  decoderKeyAlgorithms: decoderKeyAlgorithm.options.filter((name) => form.getAll('decoderKeyAlgorithms').includes(name)),
  keyChangeTokens: KEY_CHANGE_TOKENS.find((tokens) => String(tokens) === formText(form, 'keyChangeTokens')) ?? KEY_CHANGE_TOKENS[0],
  ...certificateOf(form),
});

function certificateOf(form: FormData): Pick<NewMeterModelBody, 'certificate'> {
  const [number, testHouse, validUntil] = ['number', 'testHouse', 'validUntil'].map((name) => formText(form, `certificate.${name}`));
  if (number === undefined || number === '') return {};
  return {
    certificate: {
      number,
      edition: formText(form, 'certificate.edition') === '1' ? 1 : 2,
      ...(testHouse === '' ? {} : { testHouse }),
      ...(validUntil === '' ? {} : { validUntil }),
    },
  };
}
