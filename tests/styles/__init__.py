"""One contract written in every style of schema design, and what the generator makes of each."""
