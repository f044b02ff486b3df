export {
  DECODER_KEY_ALGORITHMS,
  type DecoderKeyAlgorithm,
  type DecoderKeyRequest,
  deriveDecoderKey,
  vendingKeyLength,
} from './decoder-key.js';
export { type DecoderKeyDerivation, decoderKeyDerivation } from './decoder-key-derivation.js';
export { type DecoderKeyParameters } from './decoder-key-parameters.js';
export { type HmacKey, hmacSha256, prepareHmacKey, wipeHmacKey } from './hmac-sha256.js';
export { keyCheckValue } from './key-check-value.js';
export { combineComponents, hasOddParity, withOddParity } from './key-components.js';
export { KEY_TYPE_NAMES, type KeyType, isKeyTypeChangePermitted, nextKeyRevision } from './key-type.js';
export { sha256 } from './sha256.js';
