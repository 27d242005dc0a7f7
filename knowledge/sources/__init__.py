"""Foreign forms read into records and Problems, each Problem with its place."""
