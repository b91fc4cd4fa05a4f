"""``python -m sphinxcontrib_sop`` is ``sphinx-sop``."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
