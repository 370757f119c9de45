"""What Vigie remembers: the only package that writes SQL."""
