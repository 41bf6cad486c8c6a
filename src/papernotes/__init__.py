"""papernotes: a catalogue of papers and notes about them, checked and built into a site."""

__version__ = "0.1.0"
