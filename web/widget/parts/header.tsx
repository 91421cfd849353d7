import { Icon } from "../../shared/icons";
import type { Conversation, WidgetSession } from "../../shared/types";
import { t } from "../../shared/words";
import { Menu, type MenuProps } from "./menu";

const OVER = new Set(["wrap_up", "closed", "message_left"]);

export interface HeaderProps {
  conversation: Conversation | null;
  shop: WidgetSession["shop"] | null;
  verified: boolean;
  close: (() => void) | null;
  menu: Omit<MenuProps, "canAsk" | "begun" | "canEnd" | "verified">;
}

/** Names who is talking: the assistant, which says it is a bot, or a person by name. */
export function Header({ conversation, shop, verified, close, menu }: HeaderProps) {
  const agent = conversation?.state === "with_agent" ? conversation.agent : null;
  const name = agent === null ? (shop?.assistant ?? "") : t("from_shop", { name: agent.name, shop: shop?.name ?? "" });
  return (
    <header class="head">
      <span class={agent === null ? "face bot" : "face agent"} aria-hidden="true">
        {agent === null ? <Icon name="bot" /> : initials(agent.name)}
      </span>
      <div class="who">
        <h1 data-testid="header-name">{name === "" ? t("chat") : name}</h1>
        <p>{subline(conversation)}</p>
      </div>
      <Menu
        {...menu}
        canAsk={canAskForPerson(conversation)}
        begun={conversation !== null}
        canEnd={conversation !== null && !OVER.has(conversation.state)}
        verified={verified}
      />
      {close !== null && (
        <button type="button" class="icon-button" aria-label={t("close_chat")} onClick={close}>
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
      return t("sub_left");
    case "waiting":
      return t("sub_waiting");
    case "with_agent":
      return t("sub_person");
    case "wrap_up":
    case "closed":
      return t("sub_closed");
    default:
      return t("sub_bot");
  }
}
