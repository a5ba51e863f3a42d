"""CallInsight: call recordings in, verified answers out."""
