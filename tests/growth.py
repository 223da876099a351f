"""How time grows with the input: a ratio of one run's CPU times, which says the same on any machine."""

import gc
import time
from collections.abc import Callable


def assert_linear(prepare: Callable[[int], Callable[[], object]], size: int = 100_000) -> None:
    """Four times the input takes four times the time, give or take, where a square would take sixteen.

    `prepare` makes, for a size, what is to be timed; the making is not.
    """
    small, large = (_seconds(prepare(each)) for each in (size, 4 * size))
    assert large < 10 * max(small, 0.01)


def _seconds(work: Callable[[], object]) -> float:
    """The best of two, of this process alone: others may be busy.

    What other tests have left in memory is not gone through by collections of garbage meanwhile: with all the
    libraries of the tests loaded one takes longer than a small input, and only a large input sets one off.
    """
    times = []
    gc.collect()
    gc.freeze()
    try:
        for _ in range(2):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
    finally:
        gc.unfreeze()
    return min(times)
