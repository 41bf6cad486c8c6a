"""The values of a knowledge base: papers, notes, topics, statuses, venues, and the library that holds them."""
