"""One conversation a file: read the update, call the core, render, reply."""
