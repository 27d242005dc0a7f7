"""Notices: written once, delivered to every chat once, and taken back where needed."""
