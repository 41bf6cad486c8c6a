"""Search: the words of a text, the data of the finder, the index of the notes."""
