import { dictionary } from '@tilik/kit';
import { en } from './en.ts';
import { id, type AppWords } from './id.ts';

// The app's words in the language of the moment.
export const words = dictionary<AppWords>({ id, en });
