"""What they mean."""
