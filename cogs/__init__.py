"""Discord in, Discord out: parse, call, render."""
