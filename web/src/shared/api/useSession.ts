import { useSyncExternalStore } from 'react';
import { session, type SessionState } from './session';
import type { Me, Role } from './types';

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.current);
}

/** The person signed in. Only below the pages that need one. */
export function useMe(): Me {
  const state = useSession();
  if (state.kind !== 'signedIn') {
    throw new Error('a page for people signed in was shown to nobody');
  }
  return state.me;
}

const rank: Record<Role, number> = { USER: 0, EDITOR: 1, ADMIN: 2 };

export function mayAct(role: Role, as: Role): boolean {
  return rank[role] >= rank[as];
}
