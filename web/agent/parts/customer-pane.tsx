import { Icon } from "../../shared/icons";
import { dueWords, OrderBody, stateWords } from "../../shared/order-card";
import { calendar, ordinal } from "../../shared/time";
import type { Customer, Order } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { spoken } from "../words";
import { CustomerHistory } from "./customer-history";
import { Verified } from "./conversation";
import { GiftForm } from "./gift-form";
import { GiftLedger } from "./gift-ledger";
import { later } from "./later";

const CALENDAR = calendar("en-GB");
const ProfilePane = later(async () => (await import("./profile-pane")).ProfilePane);
const PromisePane = later(async () => (await import("./promise-pane")).PromisePane);

/** Who one is talking to, and what they ordered. */
export function CustomerPane({ desk, open, close }: { desk: Console; open: OpenConversation; close: () => void }) {
  const customer = open.customer.value;
  return (
    <section class="customer-pane" aria-label="Customer">
      <button type="button" class="icon-button close-details" aria-label="Back to the conversation" onClick={close}>
        <Icon name="close" />
      </button>
      {customer === null ? <div class="skeleton card" /> : <Person customer={customer} />}
      <ProfilePane desk={desk} open={open} />
      <PromisePane desk={desk} open={open} />
      <h3>Orders</h3>
      <Orders desk={desk} open={open} />
      <GiftLedger desk={desk} open={open} />
      <CustomerHistory desk={desk} open={open} />
    </section>
  );
}

function Person({ customer }: { customer: Customer }) {
  const now = new Date();
  return (
    <section class="person">
      <h2>
        {customer.name} {customer.tier !== null && <span class="tag tier">{spoken(customer.tier)}</span>}
      </h2>
      <Verified verified={customer.verified} />
      <dl>
        {customer.email !== null && (
          <div>
            <dt>E-mail</dt>
            <dd>{customer.email}</dd>
          </div>
        )}
        {customer.customer_id !== null && (
          <div>
            <dt>Customer</dt>
            <dd>{customer.customer_id}</dd>
          </div>
        )}
        {customer.since !== null && (
          <div>
            <dt>First seen</dt>
            <dd>{CALENDAR.day(customer.since, now)}</dd>
          </div>
        )}
        <div>
          <dt>Contacts</dt>
          <dd>{customer.contacts === 1 ? "First contact" : `${ordinal(customer.contacts)} contact`}</dd>
        </div>
      </dl>
    </section>
  );
}

function Orders({ desk, open }: { desk: Console; open: OpenConversation }) {
  const orders = open.orders.value;
  if (orders.state === "loading") {
    return (
      <div class="orders" data-testid="orders" aria-busy="true">
        <div class="skeleton" />
        <div class="skeleton" />
      </div>
    );
  }
  if (orders.state === "failed") {
    return (
      <div class="orders quiet-note" data-testid="orders">
        <p>{orders.words}</p>
        <button type="button" class="button" onClick={() => void open.loadOrders()}>
          Try again
        </button>
      </div>
    );
  }
  const { orders: list, proved_by: proof } = orders.value;
  const spokenOf = open.brief.value?.slots.find((slot) => slot.name === "order_number")?.value ?? list[0]?.number;
  return (
    <div class="orders" data-testid="orders">
      {list.map((order) => (
        <OneOrder key={order.number} desk={desk} open={open} order={order} unfolded={order.number === spokenOf} />
      ))}
      {list.length === 0 && (
        <p class="quiet-note">
          {proof === "none"
            ? "Nobody has proved who this is, so no orders are shown."
            : "This customer has not ordered anything yet."}
        </p>
      )}
    </div>
  );
}

interface OneOrderProps {
  desk: Console;
  open: OpenConversation;
  order: Order;
  unfolded: boolean;
}

function OneOrder({ desk, open, order, unfolded }: OneOrderProps) {
  const now = new Date();
  const summary = desk.summaryOf(open.id);
  const mine = summary?.agent?.id === desk.agent.value?.id && (summary?.state === "with_agent" || summary?.state === "wrap_up");
  const due = dueWords(order, CALENDAR, now);
  return (
    <details class="order in-pane" open={unfolded} data-testid="order" data-number={order.number}>
      <summary>
        <span class="number">{order.number}</span>
        <span class={order.late ? "order-state late" : "order-state"}>{stateWords(order)}</span>
        <span class="unseen">{due}</span>
      </summary>
      <OrderBody order={order} calendar={CALENDAR} now={now} />
      {mine && <GiftForm gifts={open.gifts} order={order} first={unfolded} />}
    </details>
  );
}
