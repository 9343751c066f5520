"""``python -m generator`` is the same as ``paperround``."""

from generator.cli import main

main()
