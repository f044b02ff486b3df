export { type Block, readBlock, writeBlock } from './block.js';
export { DES_BLOCK_OCTETS, desEncrypt } from './des.js';
export { misty1Decrypt, misty1Encrypt, misty1Schedule } from './misty1.js';
export { STA_SAMPLE_TABLES, type StaTables, parseStaTables } from './sta-tables.js';
export { type FusedStaTables, fuseStaTables, staDecrypt, staEncrypt, staSchedule } from './sta.js';
export {
  type CipherRequest,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
  type TokenCipher,
  decoderKeyLength,
  decryptBlock,
  encryptBlock,
  prepareCipher,
  wipeCipher,
} from './token-cipher.js';
