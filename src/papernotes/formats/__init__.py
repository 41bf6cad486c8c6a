"""Import and export formats: one file per format and direction."""
