import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];

const KEY = 'fovea.theme';
const listeners = new Set<() => void>();

function stored(): Theme {
  const text = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === text) ?? 'system';
}

/** Called once before the first paint, then at each choice. */
export function applyTheme(theme: Theme = stored()): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme(theme);
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, stored);
}

/** Changes whenever the colours on the screen do: what draws by itself (a chart) draws again. */
export function useColours(): string {
  return useSyncExternalStore(
    subscribe,
    () => `${stored()} ${matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'}`,
  );
}
