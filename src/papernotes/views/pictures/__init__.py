"""Pictures of a library, drawn when the site is built: SVG that needs no script, and the same numbers as text.

Each is a pure function. What is drawn has its colours from classes (assets/styles/pictures.css), so that light, dark
and forced colours work, and no attribute that a content security policy would refuse. Widths are percentages and
letters keep their size, so that a picture is readable at 360 px without a second copy of it."""
