"""Vigie: a Discord bot that reads the articles people post and keeps their facts."""

__version__ = "0.1.0"
