/** The pages can be installed and open without a network: see public/sw.js. A development server has its own ways. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || window.top !== window.self) {
    return;
  }
  const register = () => {
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  };
  // Not while the page itself is still being fetched.
  if (document.readyState === 'complete') {
    register();
  } else {
    window.addEventListener('load', register);
  }
}
