import { useRef } from 'react';
import { newRequestKey } from './request-key.js';

interface RequestKeys {
  /** The key of a wish: the same as long as the same is wished, however often it is sent. */
  readonly of: (wish: unknown) => string;
  /** It was done: the same wished again is another. */
  readonly done: () => void;
}

/** Sent again after no answer came, a wish is done once. */
export function useRequestKey(): RequestKeys {
  const sent = useRef({ text: '', key: '' });
  return {
    of: (wish) => {
      const text = JSON.stringify(wish);
      if (sent.current.text !== text) sent.current = { text, key: newRequestKey() };
      return sent.current.key;
    },
    done: () => {
      sent.current = { text: '', key: '' };
    },
  };
}
