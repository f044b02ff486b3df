import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from './en.js';
import type { screensEn } from './screens-en.js';

/** Languages with a catalogue of their own, by the names that they give themselves. */
export const LANGUAGES = { en: 'English', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;

/** `frame`: what stands around the screens, and the till; `screens`: all the others. */
type Part = 'frame' | 'screens';

/** Each is loaded where somebody reads it: who sells in one language loads neither the other nor the words of other screens. */
const CATALOGUES: Readonly<Record<Language, Readonly<Record<Part, () => Promise<object>>>>> = {
  en: {
    frame: async () => (await import('./en.js')).en,
    screens: async () => (await import('./screens-en.js')).screensEn,
  },
  fr: {
    frame: async () => (await import('./fr.js')).fr,
    screens: async () => (await import('./screens-fr.js')).screensFr,
  },
};

const KEPT_AS = 'openprepay.language';
const wanted = new Set<Part>(['frame']);
/** Those that were chosen since the page was loaded: who changes back finds every word. */
const spoken = new Set<Language>();
const loading = new Map<string, Promise<void>>();

/** Reads the catalogue of the language that was chosen last, else of the browser's. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: preferred(),
    fallbackLng: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await speak(preferred());
}

/** Changes the language of the page, and remembers it: also for who goes to another page before its words are there. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  spoken.add(language);
  await Promise.all([...wanted].map((part) => load(language, part)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Resolves once the words of the screens are there too, in the language of the page. */
export async function screenWords(): Promise<void> {
  wanted.add('screens');
  await Promise.all([...spoken].map((language) => load(language, 'screens')));
}

/** A part that could not be loaded is asked for again the next time. */
function load(language: Language, part: Part): Promise<void> {
  const name = `${language} ${part}`;
  const already = loading.get(name);
  if (already !== undefined) return already;
  const loaded = CATALOGUES[language][part]().then(
    (words) => void i18next.addResourceBundle(language, 'translation', words, true),
    (error: unknown) => {
      loading.delete(name);
      throw error;
    },
  );
  loading.set(name, loaded);
  return loaded;
}

const isLanguage = (tag: string | null): tag is Language => tag !== null && tag in LANGUAGES;

function preferred(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en & typeof screensEn };
  }
}
