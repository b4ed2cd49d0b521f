"""The entry of the launcher: `python launch ARGUMENTS`, as the stub `run` calls it."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from launch.commands import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
