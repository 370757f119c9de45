"""Facts of several articles put together: digest, agreement, timeline."""
