"""An embedded Discord on loopback: `make try`, and every end-to-end test."""
