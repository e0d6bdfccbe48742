// What was looked for last, so that coming back from a household finds the list as it was left.
export const lastFind = $state({ typed: '' });
