const KEY_BYTES = 16;

/** Names one wish, however often it is sent. As `crypto.randomUUID`, which pages outside a secure context do not have. */
export const newRequestKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
