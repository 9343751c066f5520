"""The checks before publishing: each rule is a small pure function that yields findings."""
