import '../shared/ui/base.css';
import { session } from '../shared/api/session';
import { applyTheme } from '../shared/ui/theme';
import { prepareFirstPage } from './firstPage';
import { guardMarkup } from './trustedTypes';

// Small, so that it runs soon: what the first page needs is asked for while the application is still being loaded.
guardMarkup();
applyTheme();
const restored = session.restore(prepareFirstPage(location));
void import('./start').then(({ start }) => {
  start(restored);
});
