"""``python -m neto_gen``."""

from neto_gen.cli import main

if __name__ == "__main__":
    main()
