import { askAhead } from '../shared/api/ahead';

type Seen = { posterUrl?: string };
type FirstPage = {
  /** Loads what is not in the application itself. */
  load?: () => Promise<unknown>;
  /** What the page asks before it can show anything; the pictures of the first answer that has any are fetched too. */
  asks: string[];
  picturesIn: (answer: unknown) => (string | undefined)[];
};

const POSTERS_FETCHED_MAX = 2;

/** The two pages that most visits begin with; every other one asks for what it needs when it is there. */
function firstPageAt({ pathname, search }: Location): FirstPage | undefined {
  if (pathname === '/' && search === '') {
    return {
      asks: ['/videos/begun?limit=4', '/videos?sort=newest&limit=48'],
      picturesIn: (answer) => (answer as { items: Seen[] }).items.map(({ posterUrl }) => posterUrl),
    };
  }
  const id = /^\/watch\/([\w-]+)$/.exec(pathname)?.[1];
  return id === undefined
    ? undefined
    : {
        load: () => import('../features/watch/WatchPage'),
        asks: [`/videos/${id}/playback`, `/videos/${id}`],
        picturesIn: (answer) => [(answer as { poster?: string }).poster],
      };
}

/** Loads the page of this address; what it gives back is called with the token, as soon as there is one. */
export function prepareFirstPage(address: Location): (token: string) => void {
  const page = firstPageAt(address);
  page?.load?.().catch(() => undefined); // the router loads it again, and says so when it fails
  return (token) => {
    if (page !== undefined) {
      // Copied before anybody reads them.
      const answers = page.asks.map((path) => askAhead(`/api/v1${path}`, token).then((response) => response.clone()));
      fetchPictures(answers, page.picturesIn).catch(() => undefined);
    }
  };
}

async function fetchPictures(answers: Promise<Response>[], picturesIn: FirstPage['picturesIn']): Promise<void> {
  for (const answer of answers) {
    const response = await answer;
    const urls = response.ok ? picturesIn(await response.json()).filter((url) => url !== undefined) : [];
    for (const url of urls.slice(0, POSTERS_FETCHED_MAX)) {
      const picture = new Image();
      picture.fetchPriority = 'high';
      picture.src = url;
    }
    if (urls.length > 0) {
      return;
    }
  }
}
