import { describe, expect, it } from 'vitest';
import { compose } from '../src/feature.js';
import { provide, provideBy, token } from '../src/provide.js';

class Notes {}
class NotesController {}
const LIMIT = token<number>('limit');

describe('compose', () => {
  it('puts the controllers and providers of its features side by side', () => {
    const notes = { controllers: [NotesController], providers: [provide(Notes, [])] };
    const limits = { providers: [provideBy(LIMIT, [], () => 3)] };

    const module = compose(notes, limits);

    expect(module.controllers).toEqual([NotesController]);
    expect(module.providers).toEqual([...notes.providers, ...limits.providers]);
  });

  it.each([
    ['Notes', provide(Notes, [])],
    ['Symbol(limit)', provideBy(LIMIT, [], () => 3)],
  ])('refuses %s in two features', (name, provider) => {
    expect(() => compose({ providers: [provider] }, { providers: [provider] })).toThrow(new TypeError(`${name} is provided twice`));
  });
});
