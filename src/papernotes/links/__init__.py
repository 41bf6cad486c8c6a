"""Links: finding them, judging them, reporting on them."""
