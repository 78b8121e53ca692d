"""Documents that prove a change: how they are made, and who accepts them."""
