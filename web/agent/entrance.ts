import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { Agent } from "../shared/types";
import type { AgentDesk } from "./desk";

interface EntranceParts {
  desk: Pick<AgentDesk, "signIn" | "join">;
  enter: (agent: Agent) => Promise<void>;
  /** Nobody is in: show the sign-in. */
  outside: (words: string) => void;
  /** Look who is signed in here already. */
  begin: () => Promise<void>;
}

/** How somebody comes in: with a password, or by a link that was made for them. */
export class Entrance {
  /** The password was right and the desk asks for the authenticator's code. */
  readonly codeWanted = signal(false);
  readonly signInTrouble = signal<string | null>(null);
  /** The link somebody came by, until they are in. */
  readonly link = signal<string | null>(null);

  constructor(private readonly parts: EntranceParts) {}

  async signIn(email: string, password: string, code: string | null): Promise<void> {
    this.signInTrouble.value = null;
    try {
      await this.parts.enter(await this.parts.desk.signIn(email, password, code));
      this.codeWanted.value = false;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "code_required") return void (this.codeWanted.value = true);
      this.signInTrouble.value =
        error.status === 0 ? "The desk does not answer just now. Please try again in a moment." : error.message;
    }
  }

  /** Choose a password by the link and come in. Throws DeskError. */
  async join(token: string, password: string): Promise<void> {
    const agent = await this.parts.desk.join(token, password);
    this.link.value = null;
    // Designers answer no customers: their screens are the studio's.
    if (agent?.role === "designer") location.assign("/studio");
    else if (agent !== null) await this.parts.enter(agent);
    else this.parts.outside("Your new password is set. Sign in with it and a code of your authenticator.");
  }

  leaveLink(): Promise<void> {
    this.link.value = null;
    return this.parts.begin();
  }
}

/** The token of a link. It is taken out of the address at once: going back or a bookmark does not bring it again. */
export function takeToken(place: Pick<Location, "hash" | "pathname">, history: Pick<History, "replaceState">): string | null {
  const token = /^#invite=([\w-]{1,200})$/.exec(place.hash)?.[1];
  if (token === undefined) return null;
  history.replaceState(null, "", place.pathname);
  return token;
}
