type Optional<Members> = { [Key in keyof Members]: undefined extends Members[Key] ? Key : never }[keyof Members];
type Flat<Members> = { [Key in keyof Members]: Members[Key] };

/** `Members`, of which those that may be undefined are optional. */
export type Present<Members> = Flat<
  Omit<Members, Optional<Members>> & { [Key in keyof Pick<Members, Optional<Members>>]?: Exclude<Members[Key], undefined> }
>;

/**
 * The same object without the members that are undefined: what is not there is left out of an answer, an event, a change. (With
 * `exactOptionalPropertyTypes` an optional member takes no `undefined`.)
 */
export const present = <const Members extends object>(members: Members): Present<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<Members>;
