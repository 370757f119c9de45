"""Text → facts: spaCy, the learned reader and the rules that check it."""
