"""What the pipeline needs of the world: one role a file. Adapters and fakes provide them."""
