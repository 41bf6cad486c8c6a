"""What services say of the papers of a catalogue, and what follows from it; pure, no network.

`lookup.gather` asks, and makes an `Evidence` (said.py) for each paper. `changes` says what the catalogue could say
better, `places` where a paper is published, `news` what its reader must know; the rules of `checks.online` and
`checks.online_ids` rest on them."""
