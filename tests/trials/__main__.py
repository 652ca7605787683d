"""`python -m tests.trials day|minutes|machines|throughput`: each says what it is about with `--help`."""

import sys

from tests.trials import day, minutes

TRIALS = {"day": day.main, "minutes": minutes.main}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in TRIALS:
        print(f"{__doc__}\nTrials: {', '.join(TRIALS)}")
        return 2
    return 0 if TRIALS[sys.argv[1]](sys.argv[2:]) else 1


sys.exit(main())
