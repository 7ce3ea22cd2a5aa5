"""How it runs: logs that know no person, redaction as the last line of defence."""
