/** What the player keeps for the next film: volume is kept by media-chrome itself. */
export type Preferences = {
  rate: number;
  /** Height of the wanted picture; 0 lets the player choose. */
  quality: number;
  /** Language; empty for none, absent while the viewer never chose. */
  captions?: string;
  theatre: boolean;
  shortcuts: boolean;
};

const KEY = 'fovea.player';
const usual: Preferences = { rate: 1, quality: 0, theatre: false, shortcuts: true };

export function preferences(): Preferences {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return usual;
  }
}

export function prefer(change: Partial<Preferences>): void {
  localStorage.setItem(KEY, JSON.stringify({ ...preferences(), ...change }));
}
