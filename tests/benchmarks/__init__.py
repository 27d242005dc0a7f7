"""Timings, run by hand: never in the gate."""
