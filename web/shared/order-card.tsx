import { Icon } from "./icons";
import { safeHref } from "./linked-text";
import type { Calendar } from "./time";
import type { Order, OrderGlance } from "./types";
import { t } from "./words";

export interface OrderCardProps {
  order: Order | OrderGlance;
  calendar: Calendar;
  now: Date;
}

function isWhole(order: Order | OrderGlance): order is Order {
  return "items" in order;
}

/** Where the parcel is and when it is due, in one sentence's worth of words. */
export function dueWords(order: Order | OrderGlance, calendar: Calendar, now: Date): string {
  const day = (date: string) => calendar.day(date, now);
  if (isWhole(order) && order.delivered_on !== null) return t("on_day", { day: day(order.delivered_on) });
  if (order.state === "delivered") {
    const at = order.timeline.find((step) => step.state === "delivered")?.at;
    return at === undefined || at === null ? "" : t("on_day", { day: day(at) });
  }
  if (["cancelled", "returned", "refunded", "lost"].includes(order.state) || order.promised_on === null) return "";
  return t(order.late ? "was_due" : "due", { day: day(order.promised_on) });
}

/** An order with its way so far, as a card in a conversation. */
export function OrderCard({ order, calendar, now }: OrderCardProps) {
  return (
    <div role="group" class="order" data-testid="order-card" data-number={order.number} aria-label={t("order", { number: order.number })}>
      <header>
        <span class="number">{t("order", { number: order.number })}</span>
        <span class="quantity">{pieces(order)}</span>
      </header>
      <OrderBody order={order} calendar={calendar} now={now} />
    </div>
  );
}

/** "3 items", or nothing for a guest's glance, which does not tell. */
function pieces(order: Order | OrderGlance): string {
  if (!isWhole(order)) return "";
  const count = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return t("items", { n: count });
}

/** Everything below an order's number. Guests see less of it; what is absent is left out. */
export function OrderBody({ order, calendar, now }: OrderCardProps) {
  const due = dueWords(order, calendar, now);
  return (
    <>
      <p class={order.late ? "where late" : "where"}>
        <strong>{stateWords(order)}</strong>
        {due !== "" && `, ${due}`}
      </p>
      <Steps order={order} />
      {isWhole(order) && <Goods order={order} calendar={calendar} now={now} />}
      <Parcel order={order} />
      <details>
        <summary>{t("every_step")}</summary>
        <ol class="log">
          {order.timeline.map((step) => (
            <li key={step.state} class={step.done ? "done" : ""}>
              <span>{step.label}</span>
              <span>{step.at === null ? t(step.done ? "done" : "to_come") : calendar.day(step.at, now)}</span>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

export function stateWords(order: Order | OrderGlance): string {
  return order.late && order.state !== "late" ? `${order.state_label}, ${t("late")}` : order.state_label;
}

function Steps({ order }: { order: Order | OrderGlance }) {
  if (order.timeline.length < 2) return null;
  const reached = order.timeline.reduce((last, step, index) => (step.done ? index : last), -1);
  return (
    <>
      <ol class="steps" aria-label={t("progress")}>
        {order.timeline.map((step, index) => (
          <li key={step.state} class={`${step.done ? "done" : ""} ${index === reached ? "now" : ""}`}>
            <span class="unseen">
              {step.label}: {t(step.done ? "done" : "to_come")}
            </span>
          </li>
        ))}
      </ol>
      <div class="ends" aria-hidden="true">
        <span>{order.timeline[0]?.label}</span>
        <span>{order.timeline.at(-1)?.label}</span>
      </div>
    </>
  );
}

function Goods({ order, calendar, now }: { order: Order; calendar: Calendar; now: Date }) {
  return (
    <>
      <ul class="goods">
        {order.items.map((item) => (
          <li key={item.sku}>
            <span>{item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name}</span>
          </li>
        ))}
        <li class="sum">
          <span>{t("total")}</span>
          <span>{calendar.money(order.total.amount, order.total.currency)}</span>
        </li>
      </ul>
      {order.refund !== null && (
        <p class="refund">
          {t(`refund_${order.refund.state}`)}: {calendar.money(order.refund.amount.amount, order.refund.amount.currency)}
          {order.refund.expected_on !== null && order.refund.state !== "sent" && (
            <>, {t("refund_expected", { day: calendar.day(order.refund.expected_on, now) })}</>
          )}
        </p>
      )}
    </>
  );
}

function Parcel({ order }: { order: Order | OrderGlance }) {
  if (order.carrier === null) return null;
  const href = isWhole(order) && order.tracking_url !== null ? safeHref(order.tracking_url) : null;
  if (href === null) return <p class="quantity">{t("carrier", { name: order.carrier })}</p>;
  return (
    <a class="parcel" href={href} target="_blank" rel="noopener noreferrer">
      {t("follow_parcel", { name: order.carrier })} <Icon name="out" small />
      <span class="unseen">{t("new_tab")}</span>
    </a>
  );
}
