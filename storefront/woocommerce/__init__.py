"""WooCommerce's REST API, version 3 (wc/v3)."""
