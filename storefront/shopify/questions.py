"""What we ask Shopify, in GraphQL. Amounts are asked for in the shop's own currency (`shopMoney`).

A question may cost a thousand points, an object being one and a list as many as it may hold: so lists of orders come in
small pages with few lines each, and one order with all of them.
"""

from __future__ import annotations

MONEY = "{ shopMoney { amount currencyCode } }"


def order_fields(lines: int) -> str:
    """What we read of an order, with so many of its lines."""
    return f"""
fragment OrderFields on Order {{
  id name email createdAt processedAt cancelledAt tags taxesIncluded
  currencyCode presentmentCurrencyCode displayFinancialStatus
  billingAddress {{ name }}
  customer {{ id displayName }}
  totalPriceSet {MONEY}
  totalRefundedSet {MONEY}
  cancelledUnder: metafield(namespace: "warmhand", key: "cancelled") {{ value }}
  returnedUnder: metafield(namespace: "warmhand", key: "returned") {{ value }}
  returns(first: 3) {{ nodes {{ id name createdAt }} }}
  lineItems(first: {lines}) {{
    nodes {{ id sku name quantity variant {{ id }} discountedTotalSet {MONEY} taxLines {{ priceSet {MONEY} }} }}
    pageInfo {{ hasNextPage }}
  }}
  fulfillments(first: 5) {{
    status createdAt updatedAt deliveredAt estimatedDeliveryAt displayStatus
    trackingInfo(first: 1) {{ company number url }}
  }}
  refunds(first: 20) {{ id note createdAt }}
}}
"""


FIND = """
query Find($query: String!) {
  orders(first: 20, query: $query, sortKey: CREATED_AT, reverse: true) { nodes { id name } }
}
"""
ORDERS = """
query Orders($query: String!, $after: String) {
  orders(first: 5, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
    nodes { ...OrderFields }
    pageInfo { hasNextPage endCursor }
  }
}
""" + order_fields(lines=15)
ORDER = "query Order($id: ID!) { order(id: $id) { ...OrderFields } }" + order_fields(lines=100)
CUSTOMER = """
query Customer($id: ID!) {
  customer(id: $id) {
    id displayName createdAt numberOfOrders tags
    defaultEmailAddress { emailAddress }
  }
}
"""
PRODUCTS = """
query Products($after: String) {
  shop { currencyCode }
  products(first: 50, after: $after, query: "status:active") {
    nodes {
      id title handle totalInventory
      options { name values }
      variants(first: 1) { nodes { sku price } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
PAYMENTS = f"""
query Payments($id: ID!) {{
  order(id: $id) {{
    transactions(first: 100) {{ id kind status gateway amountSet {MONEY} parentTransaction {{ id }} }}
  }}
}}
"""
REFUND = """
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } }
}
"""
CANCEL = """
mutation Cancel($id: ID!, $note: String!) {
  orderCancel(
    orderId: $id, notifyCustomer: true, restock: true, reason: CUSTOMER, staffNote: $note,
    refundMethod: { originalPaymentMethodsRefund: true }
  ) { job { id done } userErrors: orderCancelUserErrors { field message code } }
}
"""
SET_FIELD = """
mutation SetField($fields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $fields) { userErrors { field message code } }
}
"""
VOUCHER = """
query Voucher($code: String!) {
  codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } } }
}
"""
MAKE_VOUCHER = """
mutation MakeVoucher($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) {
    codeDiscountNode { id } userErrors { field message code }
  }
}
"""
DELETE_VOUCHER = """
mutation DeleteVoucher($id: ID!) {
  discountCodeDelete(id: $id) { deletedCodeDiscountId userErrors { field message code } }
}
"""
ADDRESS = """
query Address($id: ID!) {
  order(id: $id) {
    shippingAddress {
      firstName lastName company address1 address2 city provinceCode countryCode: countryCodeV2 zip phone
    }
  }
}
"""
SEND_AGAIN = """
mutation SendAgain($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput!) {
  orderCreate(order: $order, options: $options) { order { id name } userErrors { field message } }
}
"""
ADD_TAGS = "mutation AddTags($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { message } } }"
REMOVE_TAGS = (
    "mutation RemoveTags($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { userErrors { message } } }"
)
SENT_ITEMS = """
query SentItems($id: ID!) {
  order(id: $id) {
    fulfillments(first: 5) { status fulfillmentLineItems(first: 90) { nodes { id quantity } } }
  }
}
"""
RETURN = """
mutation Return($input: ReturnInput!) {
  returnCreate(returnInput: $input) { return { id name } userErrors { field message code } }
}
"""
