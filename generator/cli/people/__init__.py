"""Reports as tables for people: colours only on a terminal, plain text elsewhere."""
