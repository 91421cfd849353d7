import { computed, signal } from "@preact/signals";
import { Account } from "../shared/account/account";
import { DeskError } from "../shared/http";
import type { KeyValue } from "../shared/storage";
import type { Agent } from "../shared/types";
import { StudioDesk, type TextFile } from "./api";
import type { Day, InboxPage } from "./contract";
import { DataRoom } from "./data";
import { Inbox } from "./inbox";
import type { Screen } from "./keys";
import { Asked, attempt, wordsOf } from "../shared/remote";
import { Rollouts } from "./rollout";
import { Training } from "./training";
import { Trying } from "./trying";

export type Phase = "loading" | "signed_out" | "not_a_designer" | "ready" | "unreachable";

const RETRY_MS = 4_000;
const SCREENS: readonly Screen[] = ["start", "inbox", "data", "train", "models", "try"];
export const TREND_DAYS = 28;

/** The designer's whole screen: who works here, where they are, and what each place holds. */
export class Studio {
  readonly phase = signal<Phase>("loading");
  readonly agent = signal<Agent | null>(null);
  readonly screen = signal<Screen>("start");
  readonly codeWanted = signal(false);
  readonly signInTrouble = signal<string | null>(null);
  readonly online = signal(true);
  readonly help = signal(false);

  readonly desk = new StudioDesk();
  readonly inbox: Inbox;
  readonly data: DataRoom;
  readonly training: Training;
  readonly rollouts: Rollouts;
  readonly trying: Trying;
  readonly account: Account;
  readonly trend: Asked<{ days: Day[] }>;
  readonly waiting: Asked<InboxPage>;
  readonly pending = computed(() => {
    const held = this.data.changes.held.value;
    return held.state === "ready" ? held.value.pending : 0;
  });

  constructor(
    store: KeyValue,
    private readonly save: (file: TextFile) => void,
  ) {
    const signedOut = (error: DeskError) => this.signedOut(error);
    const { desk } = this;
    this.data = new DataRoom(desk, signedOut, (file) => this.save(file), () => this.inbox.advising.forget());
    this.inbox = new Inbox({ desk, store, agentId: () => this.agent.value?.id ?? "", signedOut, labelled: () => void this.data.changes.load() });
    this.training = new Training(desk, signedOut, () => this.moved());
    this.rollouts = new Rollouts(desk, signedOut, (modelId) => this.training.runs.value?.runs.find((run) => run.model_id === modelId)?.passed ?? null);
    this.account = new Account((method, path, body) => desk.account(method, path, body), signedOut);
    this.trying = new Trying(desk, signedOut, (file) => this.save(file));
    this.trend = new Asked(() => desk.trend(TREND_DAYS), signedOut);
    this.waiting = new Asked(() => desk.inbox({ state: "open", order: "cost", intent: null, reason: null, search: "" }), signedOut);
  }

  async begin(): Promise<void> {
    try {
      this.enter(await this.desk.me());
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (this.signedOut(error)) return;
      this.phase.value = "unreachable";
      setTimeout(() => void this.begin(), RETRY_MS);
    }
  }

  async signIn(email: string, password: string, code: string | null): Promise<void> {
    this.signInTrouble.value = null;
    try {
      this.enter(await this.desk.signIn(email, password, code));
      this.codeWanted.value = false;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "code_required") this.codeWanted.value = true;
      else this.signInTrouble.value = wordsOf(error);
    }
  }

  async signOut(): Promise<void> {
    const words = await attempt(
      async () => {
        await this.desk.signOut();
      },
      (error) => this.signedOut(error),
    );
    if (words === null) this.exit();
    else this.inbox.say(words);
  }

  show(screen: Screen): void {
    this.screen.value = screen;
    history.replaceState(null, "", `#${screen}`);
    this.rollouts.watch(screen === "models");
    void this.load();
  }

  /** What the screen at hand shows, anew. */
  async load(): Promise<void> {
    const { inbox, data, training, rollouts, trend, waiting } = this;
    const wanted: Record<Screen, (() => Promise<void>)[]> = {
      start: [() => trend.load(), () => waiting.load(), () => data.changes.load(), () => rollouts.load()],
      inbox: [() => inbox.load(), () => data.intents.load(), () => data.changes.load()],
      data: [() => data.load()],
      train: [() => training.load(), () => data.changes.load()],
      models: [() => training.load(), () => rollouts.load()],
      try: [() => rollouts.load()],
    };
    await Promise.all(wanted[this.screen.value].map((ask) => ask()));
  }

  async train(): Promise<void> {
    this.show("train");
    await this.training.begin();
  }

  /** The way to the desk is there again, or it is time to try. */
  again(): void {
    if (this.phase.value === "ready") void this.inbox.labelling.retry();
  }

  private enter(agent: Agent): void {
    this.agent.value = agent;
    if (agent.role !== "designer" && agent.role !== "admin") {
      this.phase.value = "not_a_designer";
      return;
    }
    this.phase.value = "ready";
    this.inbox.labelling.restore();
    const wanted = SCREENS.find((screen) => screen === location.hash.slice(1));
    this.show(wanted ?? "start");
  }

  private moved(): void {
    this.inbox.advising.forget();
    void this.data.changes.load();
    void this.rollouts.load();
    void this.inbox.load();
  }

  private exit(): void {
    this.agent.value = null;
    this.account.clear();
    this.rollouts.watch(false);
    this.inbox.labelling.forget();
    this.phase.value = "signed_out";
  }

  private signedOut(error: DeskError): boolean {
    if (error.status !== 401) return false;
    this.exit();
    return true;
  }
}
