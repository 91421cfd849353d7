import type { Summary } from "../shared/types";
import type { Values } from "./canned";
import type { Console } from "./console";
import type { OpenConversation } from "./open-conversation";

/** What fills the places of canned and suggested replies in this conversation. */
export function valuesOf(desk: Console, open: OpenConversation, summary: Summary): Values {
  const known = summary.customer.verified ? summary.customer.name : null;
  const orders = open.orders.value.state === "ready" ? open.orders.value.value.orders : [];
  const spoken = open.brief.value?.slots.find((slot) => slot.name === "order_number")?.value;
  return {
    "customer.name": known,
    "customer.first_name": known?.split(" ")[0] ?? null,
    "agent.name": desk.agent.value?.name ?? null,
    "shop.name": desk.desk.shopName,
    "order.number": spoken ?? orders[0]?.number ?? null,
  };
}
