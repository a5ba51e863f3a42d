"""What only real providers can show: how good their answers are."""
