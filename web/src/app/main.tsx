import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../shared/ui/base.css';
import { session } from '../shared/api/session';
import { sendLeftBehind } from '../shared/player/collector';
import { applyTheme } from '../shared/ui/theme';
import { App } from './App';
import { registerServiceWorker } from './serviceWorker';
import { guardMarkup } from './trustedTypes';

guardMarkup();
applyTheme();
registerServiceWorker();
void session.restore().then(() => sendLeftBehind());

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
