"""Makes the learned reader from the corpus: `make train`. Needs torch, which the bot does not."""
