import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { sendLeftBehind } from '../shared/player/collector';
import { App } from './App';
import { registerServiceWorker } from './serviceWorker';

/** @param restored done when it is known whether somebody is signed in */
export function start(restored: Promise<void>): void {
  registerServiceWorker();
  void restored.then(() => sendLeftBehind());
  const root = document.getElementById('root');
  if (root !== null) {
    // As a transition, so that it is drawn in small pieces: a phone hears a touch meanwhile.
    startTransition(() => {
      createRoot(root).render(
        <StrictMode>
          <App />
        </StrictMode>,
      );
    });
  }
}
