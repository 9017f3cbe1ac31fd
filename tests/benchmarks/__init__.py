"""What a page costs, measured side by side: `python -m tests.benchmarks`. README.md says how to read it."""
