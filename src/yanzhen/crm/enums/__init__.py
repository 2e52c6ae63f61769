"""The choices of customers and the pipeline, by topic."""
