"""`python -m tests.polling`: a month of forty newsrooms under each policy, all with the same number of polls.

With `--world all` eight other kinds of newsrooms follow: steady, bursty, with office hours, in batches, weekly, dead …
"""

import argparse
from statistics import fmean

from tests.polling.newsrooms import DAY, OPENING, Newsroom, found
from tests.polling.policies import MINIFLUX, ORACLE, OURS, POLICIES
from tests.polling.replay import Costs, at_budget
from tests.polling.worlds import NAMES, found_world

LEARNING = 7 * DAY


def main() -> None:
    options = _options()
    names = NAMES if options.world == "all" else (options.world,)
    print(
        f"{options.polls:g} polls per source and day; minutes from published to seen; "
        f"means of {len(options.seeds)} worlds"
    )
    for name in names:
        _compare(name, options)


def _compare(name: str, options: argparse.Namespace) -> None:
    counted = OPENING + (0 if options.cold else LEARNING)
    end = counted + options.days * DAY
    worlds = [_world(name, seed, end, options) for seed in options.seeds]
    print(f"\n{name:32}{'mean':>7}{'p95':>8}{'small':>8}{'lost %':>8}{'useful':>8}{'polls':>8}")
    means = {}
    for policy, make in POLICIES.items():
        costs = [at_budget(world, end, make, options.polls, counted)[1] for world in worlds]
        means[policy] = fmean(cost.mean for cost in costs)
        print(_row(policy, costs), flush=True)
    ratios = (f"{OURS} / {other}: {means[OURS] / means[other]:.3f}" for other in (MINIFLUX, ORACLE))
    print(", ".join(ratios))


def _world(name: str, seed: int, end: float, options: argparse.Namespace) -> tuple[Newsroom, ...]:
    if name == "usual":
        return found(seed, end, batches=not options.smooth)
    return found_world(name, seed, end)


def _row(name: str, costs: list[Costs]) -> str:
    return (
        f"{name:32}{fmean(cost.mean for cost in costs):7.1f}{fmean(cost.p95 for cost in costs):8.1f}"
        f"{fmean(cost.small_mean for cost in costs):8.1f}{100 * fmean(cost.lost_share for cost in costs):8.2f}"
        f"{fmean(cost.useful for cost in costs):8.2f}"
        f"{fmean(cost.polls for cost in costs):8.1f}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.polling", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="other seeds are other newsrooms"
    )
    parser.add_argument(
        "--world", choices=[*NAMES, "all"], default="usual", help="what kinds of newsrooms there are"
    )
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--polls", type=float, default=24, help="per source and day")
    parser.add_argument(
        "--cold", action="store_true", help="count the first week too, when nothing is learnt yet"
    )
    parser.add_argument("--smooth", action="store_true", help="no newsroom publishes in batches")
    return parser.parse_args()


if __name__ == "__main__":
    main()
