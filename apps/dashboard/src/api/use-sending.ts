import { useState } from 'react';
import { type Failure, failureOf } from './failure.js';

export type Sending<Answer> =
  | { readonly stage: 'idle' }
  | { readonly stage: 'pending' }
  | { readonly stage: 'done'; readonly answer: Answer }
  | { readonly stage: 'failed'; readonly failure: Failure };

/** As `useMutation`, for secrets: nothing of what was sent is kept, only what came of it. */
export function useSending<Answer>() {
  const [current, setCurrent] = useState<Sending<Answer>>({ stage: 'idle' });
  const send = async (call: () => Promise<Answer>): Promise<void> => {
    setCurrent({ stage: 'pending' });
    try {
      setCurrent({ stage: 'done', answer: await call() });
    } catch (error) {
      setCurrent({ stage: 'failed', failure: failureOf(error) });
    }
  };
  return { current, send, begin: () => setCurrent({ stage: 'idle' }) };
}

/** Reads a secret from the field that it was typed into, and empties the field. */
export function taken(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  if (!(field instanceof HTMLInputElement)) return '';
  const { value } = field;
  field.value = '';
  return value;
}
