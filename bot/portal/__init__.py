"""The national portal's public API, read politely into a cache from which a candidate snapshot is built."""
