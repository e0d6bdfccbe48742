// Which language the screens speak. Indonesian unless the reader chose English; the choice stays on the device.
import { en } from './en.ts';
import { id } from './id.ts';

export type Language = 'id' | 'en';

const kept = 'tilik.language';
const chosen = $state({ language: (localStorage.getItem(kept) === 'en' ? 'en' : 'id') as Language });
document.documentElement.lang = chosen.language;

export function language(): Language {
  return chosen.language;
}

export function speak(language: Language) {
  chosen.language = language;
  localStorage.setItem(kept, language);
  document.documentElement.lang = language;
}

// Makes the function by which a room's components ask for their words. Read inside markup or $derived, so that what is on
// the screen changes with the language.
export function dictionary<Words>(languages: Record<Language, Words>): () => Words {
  return () => languages[chosen.language];
}

export const kitWords = dictionary({ id, en });
