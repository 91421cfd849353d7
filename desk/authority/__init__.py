"""Authority: who may give what to make good, who decides beyond that, and a ledger of what was given."""
