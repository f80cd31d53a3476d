import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router';
import { mayPass } from '../shared/api/queries';
import { session } from '../shared/api/session';
import { useSession } from '../shared/api/useSession';
import { Toasts } from '../shared/ui/toast';
import { ChangePasswordPage } from '../features/auth/ChangePasswordPage';
import { RestoringPage } from '../features/auth/RestoringPage';
import { FramedSignIn } from '../features/auth/FramedSignIn';
import { SignInPage } from '../features/auth/SignInPage';
import { router } from './routes';

const RETRIES_MAX = 2;

function newQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, thrown) => failures < RETRIES_MAX && mayPass(thrown),
      },
      mutations: { retry: false },
    },
  });
}

export function App() {
  const state = useSession();
  return (
    <>
      <AsPerson key={state.kind === 'signedIn' ? state.me.id : ''} />
      <Toasts />
    </>
  );
}

/** What one person was shown is not for the next one: each has answers of their own. */
function AsPerson() {
  const [queries] = useState(newQueries);
  return (
    <QueryClientProvider client={queries}>
      <Pages />
    </QueryClientProvider>
  );
}

/** The address stays while someone signs in, so they land where they wanted to be. */
function Pages() {
  const state = useSession();
  switch (state.kind) {
    case 'restoring':
      return <RestoringPage />;
    case 'unreachable':
      return <RestoringPage unreachable onRetry={() => void session.restore()} />;
    case 'signedOut':
      // Nobody should type a password into a frame of another site.
      if (window.top !== window.self) {
        return <FramedSignIn />;
      }
      return <SignInPage because={state.because} />;
    case 'signedIn':
      return state.me.mustChangePassword ? <ChangePasswordPage forced /> : <RouterProvider router={router} />;
  }
}
