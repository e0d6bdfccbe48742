// Paper, dark or terik (for full sun). Chosen by hand, else as the device is set; the choice stays on the device.
export type Theme = 'paper' | 'dark' | 'terik';

const kept = 'tilik.theme';
const themes: readonly Theme[] = ['paper', 'dark', 'terik'];
const device = matchMedia('(prefers-color-scheme: dark)');
const chosen = $state<{ theme: Theme | undefined; dark: boolean }>({
  theme: themes.find((theme) => theme === localStorage.getItem(kept)),
  dark: device.matches,
});

device.addEventListener('change', () => {
  chosen.dark = device.matches;
  show();
});
show();

export function theme(): Theme {
  return chosen.theme ?? (chosen.dark ? 'dark' : 'paper');
}

export function wear(theme: Theme) {
  chosen.theme = theme;
  localStorage.setItem(kept, theme);
  show();
}

function show() {
  document.documentElement.dataset['theme'] = theme();
}
