"""The shell: wires intake, rules, store and delivery together, and holds clock, retries and signals."""
