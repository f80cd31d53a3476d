import { Problem, problemFrom } from './problem';
import type { Me } from './types';

/**
 * Who is signed in. The access token lives here, in memory, and nowhere else; the refresh token is a cookie that no
 * script can read. `restoring -> signedOut | signedIn`, and back and forth between the last two.
 */
export type SessionState =
  | { kind: 'restoring' }
  | { kind: 'unreachable' }
  | { kind: 'signedOut'; because?: 'ended' | 'asked' }
  | { kind: 'signedIn'; me: Me };

type Tokens = { accessToken: string; expiresIn: number; mustChangePassword: boolean };
type Message = 'signed-in' | 'signed-out';

/** A token this close to its end is renewed first: the request may take a moment to be checked. */
const RENEWED_BEFORE_END_MS = 30_000;
const AUTH = '/api/v1/auth';

export class Session {
  private state: SessionState = { kind: 'restoring' };
  private readonly listeners = new Set<() => void>();
  private token: { value: string; goodUntilMs: number } | undefined;
  private refreshing: Promise<string> | undefined;
  private readonly otherTabs =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('fovea-session');

  constructor() {
    this.otherTabs?.addEventListener('message', (event: MessageEvent<Message>) => {
      if (event.data === 'signed-out') {
        this.forget('asked');
      } else {
        // Perhaps as somebody else: the cookie is theirs now.
        void this.restore();
      }
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): SessionState => this.state;

  /**
   * Finds out at start whether the cookie still opens a session.
   *
   * @param meanwhile called with the token while it is asked whose it is
   */
  async restore(meanwhile?: (token: string) => void): Promise<void> {
    try {
      const token = await this.refresh();
      meanwhile?.(token);
      await this.load();
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.status === 401) {
        this.become({ kind: 'signedOut' });
      } else if (this.state.kind !== 'signedIn') {
        this.become({ kind: 'unreachable' });
      }
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    this.accept(await send<Tokens>('POST', '/login', { email, password }));
    await this.load();
    this.tell('signed-in');
  }

  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    await send('POST', '/password', { currentPassword, newPassword }, await this.bearer());
    // Every token of the account ended with its old password; the answer brought a cookie for new ones.
    this.token = undefined;
    await this.refresh();
    await this.load();
  }

  async signOut(): Promise<void> {
    const token = this.token?.value;
    this.forget('asked');
    this.tell('signed-out');
    await send('POST', '/logout', undefined, token);
  }

  /** A token good for a request now, or undefined when nobody is signed in. */
  async bearer(): Promise<string | undefined> {
    if (this.token !== undefined && this.token.goodUntilMs > Date.now()) {
      return this.token.value;
    }
    return this.state.kind === 'signedIn' || this.token !== undefined ? await this.refresh() : undefined;
  }

  /** The server refused this token: get another, unless another request has already done so. */
  async bearerInsteadOf(refused: string): Promise<string> {
    return this.token !== undefined && this.token.value !== refused ? this.token.value : await this.refresh();
  }

  /** The account must choose a new password before anything else. */
  requirePasswordChange(): void {
    if (this.state.kind === 'signedIn' && !this.state.me.mustChangePassword) {
      this.become({ kind: 'signedIn', me: { ...this.state.me, mustChangePassword: true } });
    }
  }

  /**
   * One at a time in this tab, and one at a time over all tabs: the cookie rotates at each use, and a cookie used twice
   * looks like a stolen one.
   */
  private refresh(): Promise<string> {
    this.refreshing ??= alone(async () => {
      try {
        return this.accept(await send<Tokens>('POST', '/refresh'));
      } catch (thrown) {
        if (thrown instanceof Problem && thrown.status === 401 && this.state.kind === 'signedIn') {
          this.forget('ended');
        }
        throw thrown;
      }
    }).finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async load(): Promise<void> {
    this.become({ kind: 'signedIn', me: await send<Me>('GET', '/me', undefined, this.token?.value) });
  }

  private accept(tokens: Tokens): string {
    const lifeMs = Math.max(tokens.expiresIn * 1000 - RENEWED_BEFORE_END_MS, tokens.expiresIn * 500);
    this.token = { value: tokens.accessToken, goodUntilMs: Date.now() + lifeMs };
    return tokens.accessToken;
  }

  private forget(because: 'ended' | 'asked'): void {
    this.token = undefined;
    this.become({ kind: 'signedOut', because });
  }

  private tell(message: Message): void {
    this.otherTabs?.postMessage(message);
  }

  private become(state: SessionState): void {
    this.state = state;
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}

/** Web Locks exist only where the page is secure (https or localhost); elsewhere a tab guards only itself. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? await navigator.locks.request('fovea-refresh', work) : work();
}

async function send<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
  const headers = new Headers({ Accept: 'application/json' });
  if (body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  let response: Response;
  try {
    response = await fetch(AUTH + path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw Problem.unreachable();
  }
  if (!response.ok) {
    throw await problemFrom(response);
  }
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

export const session = new Session();
