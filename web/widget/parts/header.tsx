import { Icon } from "../../shared/icons";
import type { Conversation, WidgetSession } from "../../shared/types";
import { Menu } from "./menu";

export interface HeaderProps {
  conversation: Conversation | null;
  shop: WidgetSession["shop"] | null;
  verified: boolean;
  close: (() => void) | null;
  requestAgent: () => void;
  end: () => void;
}

/** Names who is talking: the assistant, which says it is a bot, or a person by name. */
export function Header({ conversation, shop, verified, close, requestAgent, end }: HeaderProps) {
  const agent = conversation?.state === "with_agent" ? conversation.agent : null;
  const name = agent === null ? (shop?.assistant ?? "") : `${agent.name} from ${shop?.name ?? "the team"}`;
  return (
    <header class="head">
      <span class={agent === null ? "face bot" : "face agent"} aria-hidden="true">
        {agent === null ? <Icon name="bot" /> : initials(agent.name)}
      </span>
      <div class="who">
        <h1 data-testid="header-name">{name === "" ? "Chat" : name}</h1>
        <p>{subline(conversation)}</p>
      </div>
      <Menu canAsk={canAskForPerson(conversation)} verified={verified} requestAgent={requestAgent} end={end} />
      {close !== null && (
        <button type="button" class="icon-button" aria-label="Close chat" onClick={close}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}

function canAskForPerson(conversation: Conversation | null): boolean {
  return conversation === null || conversation.state === "with_bot";
}

function subline(conversation: Conversation | null): string {
  switch (conversation?.state) {
    case "message_left":
      return "Our team has your message";
    case "waiting":
      return "Bot. You are in line for a person";
    case "with_agent":
      return "A person, here with you";
    case "wrap_up":
    case "closed":
      return "Bot. Write to begin again";
    default:
      return "Bot. Answers at once";
  }
}
