"""Values that nobody needs to read: cards, bank accounts, numbers of people, found by rules alone."""
