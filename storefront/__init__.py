"""The way to somebody else's shop: our contract (docs/shops.md) on one side, a vendor's API on the other."""
