import { readToWidget, type ToLoader, type ToWidget } from "../shared/bridge";

export interface Identity {
  jwt: string | null;
  /** False when the shop could not say who is signed in. */
  known: boolean;
}

const IDENTITY_WAIT_MS = 8_000;

/** The page that embeds us. Opened on its own, the widget has no host and everyone is a guest. */
export class Host {
  private readonly origin: string | null;
  private waiting: ((identity: Identity) => void)[] = [];

  constructor(
    private readonly heard: (message: Exclude<ToWidget, { type: "identity" }>) => void,
    private readonly identified: (identity: Identity) => void,
  ) {
    this.origin = window.parent === window ? null : readOrigin(location.hash);
    window.addEventListener("message", (event) => {
      if (this.origin === null || event.source !== window.parent || event.origin !== this.origin) return;
      const message = readToWidget(event.data);
      if (message === null) return;
      if (message.type === "identity") this.receive({ jwt: message.jwt, known: message.known });
      else this.heard(message);
    });
  }

  get embedded(): boolean {
    return this.origin !== null;
  }

  tell(message: ToLoader): void {
    if (this.origin !== null) window.parent.postMessage(message, this.origin);
  }

  /** Asks the page who is signed in. A page that does not answer counts as not knowing. */
  async identity(): Promise<Identity> {
    if (!this.embedded) return { jwt: null, known: true };
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ jwt: null, known: false }), IDENTITY_WAIT_MS);
      this.waiting.push((identity) => {
        clearTimeout(timer);
        resolve(identity);
      });
      this.tell({ warmhand: 1, type: "need_identity" });
    });
  }

  private receive(identity: Identity): void {
    const waiting = this.waiting;
    this.waiting = [];
    if (waiting.length === 0) this.identified(identity);
    for (const resolve of waiting) resolve(identity);
  }
}

/** The origin the launcher wrote into our address, if it is one. */
export function readOrigin(fragment: string): string | null {
  try {
    const url = new URL(decodeURIComponent(fragment.slice(1)));
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web ? url.origin : null;
  } catch {
    return null;
  }
}
