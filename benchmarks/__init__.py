"""What ``make bench`` runs: each figure is a ratio of CPU times taken in the same run."""
